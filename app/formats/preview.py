"""A speaker on a small page, which OpenRefine shows beside a cell. Everything in it is escaped."""

from collections.abc import Sequence
from html import escape

from app.formats.wording import attribution_line
from app.schemas.quotes import QuoteItem
from app.schemas.speakers import SpeakerItem

WIDTH, HEIGHT = 430, 300
# It runs nothing, loads nothing, and may be shown in a page of any other site: that is what it is for.
CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors *"
_STYLE = "body{font:13px sans-serif;margin:8px}h1{font-size:15px;margin:0 0 4px}p{margin:2px 0}li{margin:4px 0}"
_MAX_ROLES = 3
_QUOTE_LENGTH = 160


def render_preview(speaker: SpeakerItem, quotes: Sequence[QuoteItem]) -> str:
    """Who it is, and some of what they said: a paraphrase is told as one."""
    facts = ", ".join(filter(None, (speaker.kind, speaker.country)))
    roles = [", ".join(filter(None, (role.title, role.organisation))) for role in speaker.roles]
    known = dict.fromkeys(role for role in roles if role)
    lines = [
        f"<p>{escape(line)}</p>" for line in (facts, *list(known)[:_MAX_ROLES], _format_quote_count(speaker.quotes))
    ]
    said = "".join(f"<li>{escape(attribution_line(quote, _QUOTE_LENGTH))}</li>" for quote in quotes)
    name = escape(speaker.name)
    head = f'<meta charset="utf-8"><title>{name}</title><style>{_STYLE}</style>'
    return (
        f'<!DOCTYPE html><html lang="en"><head>{head}</head>'
        f"<body><h1>{name}</h1>{''.join(lines)}<ul>{said}</ul></body></html>"
    )


def _format_quote_count(quotes: int) -> str:
    return f"{quotes:,} quote{'' if quotes == 1 else 's'}"
