"""Who is who across articles."""

import pytest
from sqlalchemy import Engine

from app.database.engine import open_session
from app.extraction.types import ExtractedSpeaker, Role, Span, SpeakerKind
from app.services.audit_log import INGEST, Ledger
from app.services.speakers import identify_speaker


def person(title: str | None = None, country: str | None = None) -> ExtractedSpeaker:
    roles = (Role(title, None, country, Span(0, 1)),) if title else ()
    return ExtractedSpeaker("John Kim", SpeakerKind.PERSON, (), roles, country, (Span(0, 1),))


def identify(session, title: str | None = None, country: str | None = None) -> int:
    return identify_speaker(Ledger(session, INGEST), person(title, country))


def test_the_same_name_and_country_is_the_same_person(writer: Engine):
    with open_session(writer) as session:
        assert identify(session, "envoy", "KR") == identify(session, "minister", "KR")


@pytest.mark.parametrize("country", ["US", None])
def test_a_doubt_makes_another_speaker(writer: Engine, country: str | None):
    with open_session(writer) as session:
        known = {identify(session, country="KR"), identify(session, country="US")}
        assert len(known) == 2
        if country is None:
            assert identify(session) not in known
