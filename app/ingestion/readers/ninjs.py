"""IPTC's News in JSON, generations 1 to 3: https://iptc.org/standards/ninjs/"""

from typing import Any

from app.errors import EmptyText
from app.ingestion.readers.dates import parse_publication_day
from app.ingestion.readers.field_values import clean_language, clean_line, clean_names, clean_url, parse_byline
from app.ingestion.readers.markup import html_to_text
from app.ingestion.readers.types import ArticleMetadata

_BODY_PREFIX = "body_"


def is_ninjs_item(value: dict[str, Any]) -> bool:
    """Whether it has a body and a headline in one of the ways that ninjs writes them."""
    names_of = {name.lower() for name in value}
    has_body = "bodies" in names_of or any(name.startswith(_BODY_PREFIX) for name in names_of)
    return has_body and bool({"headline", "headlines"} & names_of)


def read_ninjs_item(value: dict[str, Any]) -> tuple[ArticleMetadata, str]:
    """The article in a news item.

    Raises:
        EmptyText: it has no body of text, as a picture has none.
    """
    # The third generation writes versionCreated what the first two write versioncreated.
    item = {name.lower(): field for name, field in value.items()}
    text = _body_text(item)
    if not text:
        raise EmptyText("is a ninjs item without a body of text")
    author = clean_line(item.get("by")) or clean_line(item.get("byline"))
    created = (item.get(name) for name in ("firstcreated", "contentcreated", "versioncreated"))
    return ArticleMetadata(
        title=_main_headline(item.get("headlines")) or clean_line(item.get("headline")),
        outlet=_find_outlet(item),
        author=author and (parse_byline(author) or author),
        **parse_publication_day(*created),
        dateline=clean_line(item.get("located")),
        url=clean_url(item.get("uri")),
        language=clean_language(item.get("language")),
    ), text


def _body_text(item: dict[str, Any]) -> str:
    """Markup keeps paragraphs better than plain text does, so it comes first."""
    bodies = [{name.lower(): field for name, field in body.items()} for body in _list_objects(item.get("bodies"))]
    marked = [body.get("value") for body in bodies if "html" in f"{body.get('contenttype')} {body.get('role')}"]
    marked += [item.get("body_xhtml"), item.get("body_html")]
    plain = [
        body.get("value")
        for body in bodies
        if "text/plain" in str(body.get("contenttype")) or "contenttype" not in body
    ]
    plain += [item.get("body_text")]
    found = [html_to_text(body) for body in marked if isinstance(body, str)]
    return next((text for text in [*found, *plain] if isinstance(text, str) and text.strip()), "")


def _main_headline(headlines: Any) -> str | None:
    found = _list_objects(headlines)
    main = [one for one in found if one.get("role") == "main"] or found
    return clean_line(main[0].get("value")) if main else None


def _find_outlet(item: dict[str, Any]) -> str | None:
    sources = _list_objects(item.get("infosources")) or _list_objects(item.get("infosource"))
    return clean_names(sources[:1]) or clean_names(item.get("source")) or clean_line(item.get("copyrightholder"))


def _list_objects(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
