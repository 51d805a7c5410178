"""on PostgreSQL, a search takes one of several phrases, such as the forms of a word"""

from typing import Any

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_PHRASE = """
    part := phraseto_tsquery('simple', plain({phrase} ->> 'words'));
    IF ({phrase} ->> 'prefix')::boolean THEN
      part := regexp_replace(part::text, '''$', ''':*')::tsquery;
    END IF;"""
_WANTED = f"""
CREATE OR REPLACE FUNCTION wanted(terms text) RETURNS tsquery LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path FROM CURRENT AS $$
DECLARE
  term json;
  phrase json;
  part tsquery;
  choice tsquery;
  found tsquery;
BEGIN
  FOR term IN SELECT * FROM json_array_elements(terms::json) LOOP
    choice := NULL;
    FOR phrase IN SELECT * FROM json_array_elements(term -> 'any_of') LOOP{_PHRASE.format(phrase="phrase")}
      choice := CASE WHEN choice IS NULL THEN part ELSE choice || part END;
    END LOOP;
    IF (term ->> 'unwanted')::boolean THEN
      choice := !! choice;
    END IF;
    found := CASE WHEN found IS NULL THEN choice ELSE found && choice END;
  END LOOP;
  RETURN found;
END $$"""
_BEFORE = f"""
CREATE OR REPLACE FUNCTION wanted(terms text) RETURNS tsquery LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path FROM CURRENT AS $$
DECLARE
  term json;
  part tsquery;
  found tsquery;
BEGIN
  FOR term IN SELECT * FROM json_array_elements(terms::json) LOOP{_PHRASE.format(phrase="term")}
    IF (term ->> 'not')::boolean THEN
      part := !! part;
    END IF;
    found := CASE WHEN found IS NULL THEN part ELSE found && part END;
  END LOOP;
  RETURN found;
END $$"""


def upgrade() -> None:
    _replace(_WANTED)


def downgrade() -> None:
    _replace(_BEFORE)


def _replace(function: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        # As the driver takes it: there are colons in it that stand for nothing else.
        driver: Any = op.get_bind().connection.driver_connection
        driver.execute(function)
