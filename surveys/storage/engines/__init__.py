"""Database engines for Tortoise, where the stock ones will not do."""

from surveys.crashpoint import crashpoint


def note_schema_statement() -> None:
    """A statement of a migration has been carried out, uncommitted."""
    crashpoint("schema-statement")
