"""`chancery extract` and `chancery evaluate`: the extractor without a database."""

import json
import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track

from app.cli.messages import print_error
from app.cli.options import EncodingOption, FormatOption, MapOption, PublishedOnOption, parse_field_maps
from app.errors import BadInput
from app.extraction.document import Document
from app.extraction.evaluation.scoring import score_extractions
from app.extraction.types import SPEECH_AND_WRITING, Act
from app.ingestion.extract_jsonl import extract_lines
from app.ingestion.readers.metadata import ArticleMetadata
from app.ingestion.readers.types import ReaderOptions
from app.ingestion.save_article import load_topics, make_extractor
from app.ingestion.sources import name_file_in_errors, open_input, read_document_file
from app.schemas.extraction import build_extraction_answer
from app.settings import Settings, read_settings


class ActSelection(StrEnum):
    """Which acts to extract, as the command line names them."""

    SAYINGS = "sayings"
    ALL = "all"

    @property
    def selected_acts(self) -> frozenset[Act]:
        return SPEECH_AND_WRITING if self is ActSelection.SAYINGS else frozenset(Act)


def extract(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A text or a page, or - for standard input.")],
    jsonl: Annotated[bool, typer.Option("--jsonl", help='Read lines of {"id", "text"}, print one for each.')] = False,
    acts: Annotated[ActSelection, typer.Option(help="All adds belief, which is no saying.")] = ActSelection.SAYINGS,
    published_on: PublishedOnOption = None,
    form: FormatOption = None,
    maps: MapOption = None,
    encoding: EncodingOption = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes for --jsonl. [default: one a core]")] = None,
) -> None:
    """Print who says what in a text, as JSON. Nothing is stored.

    Offsets count Unicode code points from 0, end exclusive, in the "text" of the answer; with --jsonl, in the text
    that came in.
    """
    settings = read_settings()
    if jsonl:
        _print_extracted_lines(Path(file), settings, acts, workers or os.cpu_count() or 1)
        return
    given = ArticleMetadata(published_on=published_on.date() if published_on else None)
    how = ReaderOptions(settings.max_article_bytes, format=form, encoding=encoding, fields=parse_field_maps(maps))
    document = read_document_file(Path(file), given, how)
    extraction = make_extractor(load_topics(settings.seeds), acts.selected_acts)(document)
    typer.echo(build_extraction_answer(document, extraction).model_dump_json(indent=2))


def evaluate(
    gold: Annotated[str, typer.Argument(metavar="GOLD.jsonl", help="Annotated news: lines of {id, text, quotes}.")],
    speakers: Annotated[str | None, typer.Option(help="The speakers of these quotes: lines of {id, quotes}.")] = None,
) -> None:
    """Print how well the extractor agrees with annotated news, acts of belief included."""
    documents = _read_json_lines(Path(gold), "id", "text", "quotes")
    extractor = make_extractor(load_topics(read_settings().seeds), frozenset(Act))
    console = Console(stderr=True)
    found = {
        document["id"]: extractor(Document(document["text"]))
        for document in track(documents, "Reading", console=console, transient=True, disable=not console.is_terminal)
    }
    for name, figure in score_extractions(
        documents, found, _read_json_lines(Path(speakers), "id", "quotes") if speakers else ()
    ).items():
        typer.echo(f"{name:20} {figure:.3f}" if isinstance(figure, float) else f"{name:20} {figure}")


def _print_extracted_lines(file: Path, settings: Settings, acts: ActSelection, workers: int) -> None:
    failed = False
    with name_file_in_errors(file), open_input(file) as lines:
        for answer in extract_lines(lines, settings.seeds, acts.selected_acts, workers):
            if isinstance(answer, BadInput):
                failed = True
                print_error(str(answer))
            else:
                typer.echo(answer)
    if failed:
        raise typer.Exit(1)


def _read_json_lines(file: Path, *fields: str) -> list[dict[str, Any]]:
    try:
        with name_file_in_errors(file), open_input(file) as lines:
            found = [json.loads(line) for line in lines if line.strip()]
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{file}: is no JSON lines: {error}") from error
    if not found:
        raise BadInput(f"{file}: is empty")
    for number, line in enumerate(found, 1):
        if not isinstance(line, dict) or not line.keys() >= set(fields):
            raise BadInput(f"{file}: line {number}: is no object with {', '.join(fields)}")
    return found
