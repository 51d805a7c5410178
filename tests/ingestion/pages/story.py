"""The story that every page is made around: a seed article, with what a site would print about it."""

import json
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path

from app.ingestion.readers.markdown import split_front_matter

SEEDS = Path(__file__).parents[3] / "seeds" / "articles"


@dataclass(frozen=True)
class Story:
    """What a reader should find again: title, author, day, outlet and text."""

    slug: str
    title: str
    author: str
    outlet: str
    published_on: date
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)

    @property
    def host(self) -> str:
        return f"www.{self.outlet.lower().replace(' ', '')}.example"

    @property
    def url(self) -> str:
        return f"https://{self.host}/world/{self.slug}"

    @property
    def iso(self) -> str:
        return self.published_on.isoformat()

    @property
    def day(self) -> str:
        """The day as a page prints it: June 6, 1947."""
        return f"{self.published_on:%B} {self.published_on.day}, {self.published_on.year}"

    @property
    def html_title(self) -> str:
        return escape(self.title, quote=False)

    @property
    def html_paragraphs(self) -> list[str]:
        return [escape(paragraph, quote=False) for paragraph in self.paragraphs]

    def linked_data(self, kind: str = "NewsArticle", **more: object) -> str:
        """The script element with schema.org data that most sites have."""
        value = {
            "@context": "https://schema.org",
            "@type": kind,
            "mainEntityOfPage": {"@type": "WebPage", "@id": self.url},
            "headline": self.title,
            "datePublished": f"{self.iso}T09:30:00+00:00",
            "dateModified": "2031-02-02T11:00:00+00:00",
            "author": [{"@type": "Person", "name": self.author, "url": f"https://{self.host}/by/desk"}],
            "publisher": {
                "@type": "NewsMediaOrganization",
                "name": self.outlet,
                "logo": {"@type": "ImageObject", "url": f"https://{self.host}/logo.png"},
            },
            **more,
        }
        return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def story(slug: str, author: str, outlet: str) -> Story:
    """The seed article of this name, as this outlet's author wrote it."""
    (path,) = SEEDS.glob(f"*{slug}.md")
    facts, text = split_front_matter(path.read_text(encoding="utf-8"))
    assert facts.title is not None
    assert facts.published_on is not None
    return Story(slug, facts.title, author, outlet, facts.published_on, tuple(text.strip().split("\n\n")))
