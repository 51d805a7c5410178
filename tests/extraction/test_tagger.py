import json
import shutil
from pathlib import Path

import pytest

from app.extraction.attribution import tagger


def test_the_weights_are_checked_before_they_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = tmp_path / "model"
    shutil.copytree(Path(str(tagger.WEIGHTS)), folder)
    (folder / "linker.onnx").write_bytes(b"something else")
    monkeypatch.setattr(tagger, "WEIGHTS", folder)
    with pytest.raises(ValueError, match=r"linker\.onnx"):
        tagger.load_tagger.__wrapped__()


def test_the_weights_stay_small():
    manifest = json.loads((tagger.WEIGHTS / "manifest.json").read_text(encoding="utf-8"))
    assert sum(len((tagger.WEIGHTS / name).read_bytes()) for name in manifest["sha256"]) < 30_000_000


def test_a_text_is_tagged_the_same_way_twice():
    text = "“We came as rivals,” Paul Adeyemi said. He added that the border would open in May. " * 5
    assert tagger.tag(text) == tagger.tag(text)
