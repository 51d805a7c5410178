"""Names, roles, countries, dates and topics in a text, and the entities that they stand for."""
