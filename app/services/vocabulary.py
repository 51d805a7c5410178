"""Storing the vocabularies: topics and countries."""

import pycountry
from sqlmodel import Session, select

from app.extraction.entities.topics import Vocabulary
from app.models import Country, Topic


def save_vocabulary(session: Session, vocabulary: Vocabulary) -> int:
    """Update topics and countries, and return the number of changed rows.

    A topic that has left the vocabulary stays, because quotes may refer to it. Country names are those of ISO 3166
    as the pycountry package holds them, in their common form where there is one.
    """
    topics = [
        Topic(
            slug=topic.slug,
            label=topic.label,
            description=topic.description,
            broader=topic.broader,
            iptc=topic.iptc,
            wikidata=topic.wikidata,
        )
        # The broader ones first: narrower ones refer to them.
        for topic in sorted(vocabulary.topics, key=lambda topic: topic.broader is not None)
    ]
    known_topics = {topic.slug: topic for topic in session.exec(select(Topic))}
    known_countries = {country.code: country for country in session.exec(select(Country))}
    changed = 0
    for topic in topics:
        if known_topics.get(topic.slug) != topic:
            session.merge(topic)
            session.flush()
            changed += 1
    for country in _list_countries():
        if known_countries.get(country.code) != country:
            session.merge(country)
            changed += 1
    return changed


def _list_countries() -> list[Country]:
    present = [
        Country(code=country.alpha_2, alpha3=country.alpha_3, name=getattr(country, "common_name", country.name))
        for country in pycountry.countries
    ]
    # Kosovo has a code by wide practice only: ISO leaves XK to users.
    present.append(Country(code="XK", alpha3="XKX", name="Kosovo"))
    former = [
        Country(code=country.alpha_4, alpha3=getattr(country, "alpha_3", None), name=country.name)
        for country in pycountry.historic_countries
    ]
    return present + former
