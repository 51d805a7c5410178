"""`chancery extract` and `chancery evaluate`: the extractor without a database."""

import json
import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track

from app.cli.options import EncodingOption, FormatOption, MapOption, PublishedOnOption, parse_field_maps
from app.cli.output import print_error
from app.errors import BadInput
from app.extraction.evaluation.gold_files import has_speakers, to_document
from app.extraction.evaluation.scoring import score_extractions
from app.extraction.evaluation.statement_scores import ALL_GENRES, StatementFigures, score_statements
from app.extraction.explanation import find_rule_effects
from app.extraction.types import SPEECH_AND_WRITING, Act, Extraction
from app.ingestion.extract_jsonl import extract_lines
from app.ingestion.readers.types import ArticleMetadata, ReaderOptions
from app.ingestion.save_article import load_topics, make_extractor
from app.ingestion.sources import name_file_in_errors, open_input, read_document_file
from app.schemas.extraction import build_extraction_answer
from app.settings import Settings, read_settings

# The columns of the table of genres.
_GENRE_COLUMNS = (
    "statements", "found", "right", "wrong", "partial", "none", "invented", "sure precision", "content exact",
)  # fmt: skip


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
    acts: Annotated[
        ActSelection, typer.Option(help="`all` adds beliefs, which are not speech.")
    ] = ActSelection.SAYINGS,
    published_on: PublishedOnOption = None,
    form: FormatOption = None,
    maps: MapOption = None,
    encoding: EncodingOption = None,
    explain: Annotated[
        bool, typer.Option("--explain", help='Print which rules changed what; with --jsonl, add it as "rules".')
    ] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes for --jsonl. [default: one for each core]")
    ] = None,
) -> None:
    """Print who says what in a text, as JSON. Nothing is stored.

    With --explain: for each change of a rule the offsets, the field, its value without the rule and with it.

    Offsets count Unicode code points from 0, end exclusive, in the "text" of the answer; with --jsonl, in the text
    that came in.
    """
    settings = read_settings()
    if jsonl:
        _print_extracted_lines(Path(file), settings, acts, workers or os.cpu_count() or 1, explain)
        return
    given = ArticleMetadata(published_on=published_on.date() if published_on else None)
    how = ReaderOptions(settings.max_article_bytes, format=form, encoding=encoding, fields=parse_field_maps(maps))
    document = read_document_file(Path(file), given, how)
    if explain:
        for effect in find_rule_effects(document, acts.selected_acts):
            typer.echo(str(effect))
        return
    extraction = make_extractor(load_topics(settings.seeds), acts.selected_acts)(document)
    typer.echo(build_extraction_answer(document, extraction).model_dump_json(indent=2))


def evaluate(
    gold: Annotated[str, typer.Argument(metavar="GOLD.jsonl", help="Annotated texts: lines of {id, text, quotes}.")],
    speakers: Annotated[
        str | None, typer.Option(help="Annotations of quotes without speakers: lines of {id, quotes}.")
    ] = None,
) -> None:
    """Print how well the extractor agrees with annotated texts.

    Quotes with "speakers" are those of completely annotated texts, measured by genre; without, those of annotated news,
    acts of belief included.
    """
    rows = _read_json_lines(Path(gold), "id", "text", "quotes")
    if has_speakers(rows):
        _print_statement_figures(score_statements(rows, _extract_gold(Path(gold), rows, SPEECH_AND_WRITING)))
        return
    found = _extract_gold(Path(gold), rows, frozenset(Act))
    given = _read_json_lines(Path(speakers), "id", "quotes") if speakers else ()
    for name, figure in score_extractions(rows, found, given).items():
        typer.echo(f"{name:20} {figure:.3f}" if isinstance(figure, float) else f"{name:20} {figure}")


def _extract_gold(file: Path, rows: list[dict[str, Any]], acts: frozenset[Act]) -> dict[Any, Extraction]:
    extractor = make_extractor(load_topics(read_settings().seeds), acts)
    try:
        documents = {row["id"]: to_document(row) for row in rows}
    except ValueError as error:
        raise BadInput(f"{file}: {error}") from error
    console = Console(stderr=True)
    shown = track(documents.items(), "Reading", console=console, transient=True, disable=not console.is_terminal)
    return {identity: extractor(document) for identity, document in shown}


def _print_statement_figures(figures: dict[str, StatementFigures]) -> None:
    """A table of the genres, then every figure of all of them."""
    width = max(map(len, figures))
    typer.echo(" ".join([" " * width, *(f"{name:>{len(name)}}" for name in _GENRE_COLUMNS)]))
    for genre, row in figures.items():
        cells = (f"{_format_figure(row[name]):>{len(name)}}" for name in _GENRE_COLUMNS)
        typer.echo(" ".join([f"{genre:{width}}", *cells]))
    typer.echo()
    for name, figure in figures[ALL_GENRES].items():
        typer.echo(f"{name:20} {_format_figure(figure)}")


def _format_figure(figure: float | int | None) -> str:
    if figure is None:
        return "-"
    return f"{figure:.3f}" if isinstance(figure, float) else str(figure)


def _print_extracted_lines(file: Path, settings: Settings, acts: ActSelection, workers: int, explain: bool) -> None:
    failed = False
    with name_file_in_errors(file), open_input(file) as lines:
        for answer in extract_lines(lines, settings.seeds, acts.selected_acts, workers, explain):
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
        raise BadInput(f"{file}: is not JSON Lines: {error}") from error
    if not found:
        raise BadInput(f"{file}: is empty")
    for number, line in enumerate(found, 1):
        if not isinstance(line, dict) or not line.keys() >= set(fields):
            raise BadInput(f"{file}: line {number}: is not an object with {', '.join(fields)}")
    return found
