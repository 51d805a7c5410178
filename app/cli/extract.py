"""`chancery extract` and `chancery evaluate`: the extractor without a database."""

import json
import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track

from app.cli.messages import complain
from app.cli.options import Encoding, Form, Maps, PublishedOn, fields_of
from app.errors import BadInput
from app.extraction.document import Document
from app.extraction.evaluation.scoring import score
from app.extraction.types import SAYINGS, Act
from app.ingestion.extract_jsonl import extract_lines
from app.ingestion.readers.metadata import Facts
from app.ingestion.readers.types import Reading
from app.ingestion.save_article import make_extractor, read_topics
from app.ingestion.sources import naming, open_file, read_file
from app.schemas.extraction import extraction_answer
from app.settings import Settings, read_settings


class Acts(StrEnum):
    """Which acts to extract, as the command line names them."""

    SAYINGS = "sayings"
    ALL = "all"

    @property
    def acts(self) -> frozenset[Act]:
        return SAYINGS if self is Acts.SAYINGS else frozenset(Act)


def extract(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A text or a page, or - for standard input.")],
    jsonl: Annotated[bool, typer.Option("--jsonl", help='Read lines of {"id", "text"}, print one for each.')] = False,
    acts: Annotated[Acts, typer.Option(help="All adds belief, which is no saying.")] = Acts.SAYINGS,
    published_on: PublishedOn = None,
    form: Form = None,
    maps: Maps = None,
    encoding: Encoding = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes for --jsonl. [default: one a core]")] = None,
) -> None:
    """Print who says what in a text, as JSON. Nothing is stored.

    Offsets count Unicode code points from 0, end exclusive, in the "text" of the answer; with --jsonl, in the text
    that came in.
    """
    settings = read_settings()
    if jsonl:
        _extract_lines(Path(file), settings, acts, workers or os.cpu_count() or 1)
        return
    given = Facts(published_on=published_on.date() if published_on else None)
    how = Reading(settings.max_article_bytes, format=form, encoding=encoding, fields=fields_of(maps))
    document = read_file(Path(file), given, how)
    extraction = make_extractor(read_topics(settings.seeds), acts.acts)(document)
    typer.echo(extraction_answer(document, extraction).model_dump_json(indent=2))


def evaluate(
    gold: Annotated[str, typer.Argument(metavar="GOLD.jsonl", help="Annotated news: lines of {id, text, quotes}.")],
    speakers: Annotated[str | None, typer.Option(help="The speakers of these quotes: lines of {id, quotes}.")] = None,
) -> None:
    """Print how well the extractor agrees with annotated news, acts of belief included."""
    documents = _json_lines(Path(gold), "id", "text", "quotes")
    extractor = make_extractor(read_topics(read_settings().seeds), frozenset(Act))
    console = Console(stderr=True)
    found = {
        document["id"]: extractor(Document(document["text"]))
        for document in track(documents, "Reading", console=console, transient=True, disable=not console.is_terminal)
    }
    for name, figure in score(
        documents, found, _json_lines(Path(speakers), "id", "quotes") if speakers else ()
    ).items():
        typer.echo(f"{name:20} {figure:.3f}" if isinstance(figure, float) else f"{name:20} {figure}")


def _extract_lines(file: Path, settings: Settings, acts: Acts, workers: int) -> None:
    failed = False
    with naming(file), open_file(file) as lines:
        for answer in extract_lines(lines, settings.seeds, acts.acts, workers):
            if isinstance(answer, BadInput):
                failed = True
                complain(str(answer))
            else:
                typer.echo(answer)
    if failed:
        raise typer.Exit(1)


def _json_lines(file: Path, *fields: str) -> list[dict[str, Any]]:
    try:
        with naming(file), open_file(file) as lines:
            found = [json.loads(line) for line in lines if line.strip()]
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{file}: is no JSON lines: {error}") from error
    if not found:
        raise BadInput(f"{file}: is empty")
    for number, line in enumerate(found, 1):
        if not isinstance(line, dict) or not line.keys() >= set(fields):
            raise BadInput(f"{file}: line {number}: is no object with {', '.join(fields)}")
    return found
