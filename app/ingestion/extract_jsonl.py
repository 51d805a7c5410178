"""Extraction of many texts without a database, on every core: JSON Lines in, JSON Lines out."""

import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import cache, partial
from itertools import islice
from pathlib import Path

from app.errors import BadInput
from app.extraction.explanation import find_rule_effects
from app.extraction.types import Act, Document
from app.ingestion.save_article import Extractor, load_topics, make_extractor
from app.schemas.extraction import build_extraction_answer

# Lines in memory for each worker.
_LINES_PER_WORKER = 256


def extract_lines(
    lines: Iterable[bytes], seeds: Path, acts: frozenset[Act], workers: int, with_rules: bool = False
) -> Iterator[str | BadInput]:
    """For each line {"id", "text"} one line {"id", "quotes", "speakers", "topics", "countries"}, or what is wrong.

    `with_rules` adds "rules": what each rule of extraction changed.

    The answers come in the order of the lines. The text is not normalised: offsets
    count code points in exactly the text of the line.
    """
    answer = partial(_extract_line, seeds, acts, with_rules)
    numbered = enumerate(lines, 1)
    if workers == 1:
        yield from filter(None, map(answer, numbered))
        return
    with ProcessPoolExecutor(workers) as pool:
        while window := list(islice(numbered, _LINES_PER_WORKER * workers)):
            yield from filter(None, pool.map(answer, window, chunksize=8))


def _extract_line(
    seeds: Path, acts: frozenset[Act], with_rules: bool, numbered: tuple[int, bytes]
) -> str | BadInput | None:
    number, line = numbered
    if not line.strip():
        return None
    try:
        identity, text = _parse_line(line)
    except BadInput as error:
        return BadInput(f"line {number}: {error}")
    document = Document(text)
    answer = build_extraction_answer(document, _cached_extractor(seeds, acts)(document)).model_dump(
        mode="json", exclude={"text"}
    )
    if with_rules:
        answer["rules"] = [asdict(effect) for effect in find_rule_effects(document, acts)]
    return json.dumps({"id": identity, **answer}, ensure_ascii=False)


@cache
def _cached_extractor(seeds: Path, acts: frozenset[Act]) -> Extractor:
    """One extractor for each process."""
    return make_extractor(load_topics(seeds), acts)


def _parse_line(line: bytes) -> tuple[object, str]:
    try:
        value = json.loads(line)
    except UnicodeDecodeError as error:
        raise BadInput(f"is not valid UTF-8: byte {error.start:,} is 0x{line[error.start]:02x}") from error
    except (ValueError, RecursionError) as error:
        raise BadInput(f"is not JSON: {error}") from error
    if not isinstance(value, dict) or "id" not in value or not isinstance(value.get("text"), str):
        raise BadInput('is not an object with an "id" and a "text"')
    try:
        line = json.dumps([value["id"], value["text"]], ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise BadInput("contains half of a surrogate pair") from error
    return value["id"], value["text"]
