"""Pages that stand where an article should be: walls of payment, of consent, of proof that one is human."""

import re

from app.errors import EmptyText
from app.ingestion.readers.jsonld import LinkedNode, is_paywalled

# A text of more words than this has something to quote, whatever else its page asks for.
_MAX_STUB_WORDS = 250
_PAYWALL = re.compile(
    r"(?:subscribe|register|sign in|log in|sign up|join)(?: now| today)? (?:to|and) (?:continue|keep|read|unlock)\b"
    r"|to (?:continue|keep) reading"
    r"|(?:this|the full) (?:article|story|content) is (?:only )?(?:available )?(?:for|to|exclusive to|reserved for) "
    r"(?:our )?(?:paying |registered )?(?:subscribers|members)"
    r"|(?:subscribers|members)[- ]only"
    r"|(?:remaining|unlock) (?:this|the) (?:article|story)"
    r"|you(?:’|')?ve (?:reached|read) your (?:limit|last) (?:of )?(?:free )?",
    re.I,
)
_CONSENT = re.compile(
    r"we (?:value|care about|respect) your privacy|before you continue to|store and/or access information on a device"
    r"|we and our (?:\d+ )?(?:partners|vendors)|accept (?:all )?cookies|use of cookies|consent to the use",
    re.I,
)
_CHALLENGE = re.compile(
    r"(?:enable|turn on) javascript(?: and cookies)? to continue|verify(?:ing)? (?:that )?you are (?:a )?human"
    r"|are you a robot|unusual (?:traffic|activity) from your|checking your browser|access denied|just a moment\.\.\.",
    re.I,
)


def refuse_walled_page(text: str, visible: str, linked: list[LinkedNode]) -> None:
    """Refuse a short text on a page that keeps the rest back.

    Raises:
        EmptyText: the page has no article, or only the beginning of one.
    """
    if len(text.split()) > _MAX_STUB_WORDS:
        return
    if _CHALLENGE.search(visible):
        raise EmptyText("is a CAPTCHA page without an article")
    if any(map(is_paywalled, linked)) or _PAYWALL.search(visible):
        raise EmptyText("is only the beginning of an article behind a paywall; give the whole page")
    if _CONSENT.search(text) or (not text and _CONSENT.search(visible)):
        raise EmptyText("is a cookie consent page without an article")
