"""IPTC's News in JSON, generations 1 to 3: https://iptc.org/standards/ninjs/"""

from typing import Any

from app.errors import EmptyText
from app.ingestion.readers.dates import dated
from app.ingestion.readers.field_values import byline, language, line, link, names
from app.ingestion.readers.markup import text_of_html
from app.ingestion.readers.metadata import Facts

_BODY = "body_"


def is_item(value: dict[str, Any]) -> bool:
    """Whether it has a body and a headline in one of the ways that ninjs writes them."""
    names_of = {name.lower() for name in value}
    has_body = "bodies" in names_of or any(name.startswith(_BODY) for name in names_of)
    return has_body and bool({"headline", "headlines"} & names_of)


def read_item(value: dict[str, Any]) -> tuple[Facts, str]:
    """The article in a news item.

    Raises:
        EmptyText: it has no body of text, as a picture has none.
    """
    # The third generation writes versionCreated what the first two write versioncreated.
    item = {name.lower(): field for name, field in value.items()}
    text = _text(item)
    if not text:
        raise EmptyText("is a ninjs item without a body of text")
    author = line(item.get("by")) or line(item.get("byline"))
    created = (item.get(name) for name in ("firstcreated", "contentcreated", "versioncreated"))
    return Facts(
        title=_main(item.get("headlines")) or line(item.get("headline")),
        outlet=_outlet(item),
        author=author and (byline(author) or author),
        **dated(*created),
        dateline=line(item.get("located")),
        url=link(item.get("uri")),
        language=language(item.get("language")),
    ), text


def _text(item: dict[str, Any]) -> str:
    """Markup keeps paragraphs better than plain text does, so it comes first."""
    bodies = [{name.lower(): field for name, field in body.items()} for body in _objects(item.get("bodies"))]
    marked = [body.get("value") for body in bodies if "html" in f"{body.get('contenttype')} {body.get('role')}"]
    marked += [item.get("body_xhtml"), item.get("body_html")]
    plain = [
        body.get("value")
        for body in bodies
        if "text/plain" in str(body.get("contenttype")) or "contenttype" not in body
    ]
    plain += [item.get("body_text")]
    found = [text_of_html(body) for body in marked if isinstance(body, str)]
    return next((text for text in [*found, *plain] if isinstance(text, str) and text.strip()), "")


def _main(headlines: Any) -> str | None:
    found = _objects(headlines)
    main = [one for one in found if one.get("role") == "main"] or found
    return line(main[0].get("value")) if main else None


def _outlet(item: dict[str, Any]) -> str | None:
    sources = _objects(item.get("infosources")) or _objects(item.get("infosource"))
    return names(sources[:1]) or names(item.get("source")) or line(item.get("copyrightholder"))


def _objects(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
