"""A quote says what is known of a source without a name."""

import sqlalchemy as sa
from alembic import op

revision = "r2"
down_revision = "r1"
branch_labels = None
depends_on = None

_METHODS = ("named", "surname", "pronoun", "role", "institution", "medium", "first-person", "unnamed", "none")


def upgrade() -> None:
    kind = sa.String() if op.get_bind().dialect.name == "sqlite" else sa.Text(collation="C")
    op.add_column("quote", sa.Column("attribution_role", kind))
    # The JSON of quotes, compact, and that of earlier versions, with spaces. Quotation marks in a text are escaped.
    for table, colon, comma in (("quote_json", ":", ","), ("past_quote", ": ", ", ")):
        for method in _METHODS:
            was = f'"method"{colon}"{method}"}}'
            becomes = f'"method"{colon}"{method}"{comma}"role"{colon}null}}'
            statement = sa.text(f"UPDATE {table} SET item = replace(item, :was, :becomes)")
            op.get_bind().execute(statement, {"was": was, "becomes": becomes})


def downgrade() -> None:
    raise NotImplementedError("a database goes up only")
