"""Many texts through the extractor without a database: JSON lines in, JSON lines out."""

import json
from collections.abc import Iterable, Iterator

from app.errors import BadInput
from app.extraction.document import Document
from app.ingestion.load import Extractor
from app.schemas.extraction import extraction_answer


def extract_lines(lines: Iterable[bytes], extractor: Extractor) -> Iterator[str | BadInput]:
    """For each line {"id", "text"} one line {"id", "quotes", "speakers", "topics", "countries"}, or what is wrong.

    The text is taken as it is: offsets count code points in exactly the text that came in.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                identity, text = _parse(line)
            except BadInput as error:
                yield BadInput(f"line {number}: {error}")
                continue
            document = Document(text)
            answer = extraction_answer(document, extractor(document)).model_dump(mode="json", exclude={"text"})
            yield json.dumps({"id": identity, **answer}, ensure_ascii=False)


def _parse(line: bytes) -> tuple[object, str]:
    try:
        value = json.loads(line)
    except UnicodeDecodeError as error:
        raise BadInput(f"is no UTF-8: byte {error.start:,} is 0x{line[error.start]:02x}") from error
    except json.JSONDecodeError as error:
        raise BadInput(f"is no JSON: {error}") from error
    if not isinstance(value, dict) or "id" not in value or not isinstance(value.get("text"), str):
        raise BadInput('is no object with an "id" and a "text"')
    return value["id"], value["text"]
