"""Any number of varied articles, as JSON lines: paragraphs of the seed articles, and sayings of people of its own.

As archives do, it holds some articles twice, some again with another text at the same URL, and some broken lines.
"""

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from app.ingestion.readers import UnreadArticle
from app.ingestion.readers.types import ArticleMetadata, ReaderOptions
from app.ingestion.sources import find_articles_in_inputs, find_input_locations
from app.settings import Settings

_FIRST = (
    "Ana",
    "Bo",
    "Carla",
    "Dmitri",
    "Elif",
    "Farah",
    "Goran",
    "Hana",
    "Ivo",
    "Jun",
    "Karim",
    "Lena",
    "Mai",
    "Nils",
)
_LAST = ("Lim", "Karlsen", "Okafor", "Petrov", "Aydin", "Nazari", "Novak", "Sato", "Reyes", "Haddad", "Ward", "Silva")
_OFFICES = ("Foreign Minister", "Trade Minister", "Ambassador", "President", "Defence Minister", "Envoy")
_COUNTRIES = ("Norway", "Kenya", "Chile", "Vietnam", "Turkey", "Ghana", "Poland", "Jordan")
_CUES = ("told reporters", "said", "announced", "warned", "argued")
_SAYINGS = (
    "We will sign accord number {n} before the spring",
    "Nobody gains from a {n}th round of sanctions",
    "The treaty of {n} articles protects every one of our citizens",
    "Trade between our countries has grown by {n} per cent",
)
_START = date(1990, 1, 1)


def generate_articles(number: int, paragraphs: int = 6, seed: int = 5) -> Iterator[dict[str, str]]:
    """So many articles of so many paragraphs each, the same ones for the same seed."""
    chance = random.Random(seed)
    told = _seed_paragraphs()
    for n in range(number):
        address = chance.randrange(n) if n % 25 == 24 else n
        lines = [*chance.sample(told, min(paragraphs - 1, len(told))), _quote_sentence(chance)]
        chance.shuffle(lines)
        yield {
            "url": f"https://news.example/{address}",
            "title": f"Report {n}",
            "outlet": f"Outlet {n % 17}",
            "published_on": str(_START + timedelta(days=chance.randrange(12_000))),
            "text": "\n\n".join(lines),
        }


def write_articles_file(file: Path, number: int, paragraphs: int = 6) -> Path:
    """A file of so many articles, and a line more after each twenty."""
    with file.open("w", encoding="utf-8") as out:
        for n, article in enumerate(generate_articles(number, paragraphs)):
            line = json.dumps(article, ensure_ascii=False) + "\n"
            out.write(line)
            if n % 20 == 19:
                out.write((line, "{broken\n", '{"title": "No text"}\n')[n // 20 % 3])
    return file


def _quote_sentence(chance: random.Random) -> str:
    words = chance.choice(_SAYINGS).format(n=chance.randrange(2, 900))
    who = f"{chance.choice(_OFFICES)} {chance.choice(_FIRST)} {chance.choice(_LAST)} of {chance.choice(_COUNTRIES)}"
    return f"“{words},” {who} {chance.choice(_CUES)} on Monday."


def _seed_paragraphs() -> list[str]:
    seeds = Settings().seeds / "articles"
    found = [
        one.article
        for one in find_articles_in_inputs(
            find_input_locations([str(seeds)]), ArticleMetadata(), ReaderOptions(1_000_000)
        )
    ]
    read = [article.read_article() for article in found if isinstance(article, UnreadArticle)]
    return [paragraph for article in read for paragraph in article.document.text.split("\n\n")]
