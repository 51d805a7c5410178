"""Sends hostile requests to every route that writes, and says what became of them and of the database.

    python -m tests.web.hammer [NUMBER] [FIRST_SEED]

It works on a database of its own. The exit status is 1 as soon as one request is answered by a 5xx, and when the
database is not whole at the end.
"""

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from fastapi.testclient import TestClient

from app.database.engine import open_session
from app.ingestion.save_article import load_topics
from app.main import create_app
from app.models import Scope
from app.services.keys import create_key
from app.settings import Settings
from tests.conftest import seed_database
from tests.web.hostility import HostileRequests, require_intact, sample_ids


def main(number: int = 100_000, first: int = 0) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{folder}/chancery.db")
        token = _prepare_database(settings)
        headers = {"authorization": f"Bearer {token}"}
        started, statuses = time.monotonic(), Counter[int]()
        with TestClient(create_app(settings), headers=headers, raise_server_exceptions=False) as client:
            hostile = HostileRequests(client.get("/openapi.json").json(), sample_ids(client))
            for turn in range(first, first + number):
                request = hostile.build_request(turn)
                answer = client.request(**request, follow_redirects=False)
                statuses[answer.status_code] += 1
                if answer.status_code >= 500:
                    sys.exit(f"seed {turn}: {request} was answered {answer.status_code}: {answer.text}")
                if (turn - first) % 5_000 == 4_999:
                    print(
                        f"{turn - first + 1:,} sent in {time.monotonic() - started:.0f} s: {dict(statuses)}", flush=True
                    )
        require_intact(Path(folder) / "chancery.db")
    print(f"{number:,} requests: no 5xx, and the database is whole. {dict(sorted(statuses.items()))}")


def _prepare_database(settings: Settings) -> str:
    engine = seed_database(settings, load_topics(settings.seeds))
    with open_session(engine) as session:
        token = create_key(session, "hammer", Scope.ADMIN)
    engine.dispose()
    return token


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
