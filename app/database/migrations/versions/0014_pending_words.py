"""on PostgreSQL, little waits to be put into the word indexes, as each search reads all that waits"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_TABLES = ("quote", "article_version", "speaker_name", "topic", "country")
# Kilobytes; by default it is four megabytes, which take milliseconds to look through.
_WAITING = 128


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in _TABLES:
            op.execute(f"ALTER INDEX ix_{table}_words SET (gin_pending_list_limit = {_WAITING})")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in _TABLES:
            op.execute(f"ALTER INDEX ix_{table}_words RESET (gin_pending_list_limit)")
