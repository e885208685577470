"""A chain of statements as PostgreSQL is told it: one statement, whose parts happen beside what decides."""

from surveys.storage.engines.lanes import as_one
from surveys.storage.engines.ledger import Chain

MOVE = ("UPDATE response SET revision = $1 WHERE id = $2 AND revision = $3 RETURNING id", (2, "r", 1))
DECIDED = f"WITH decided AS ({MOVE[0]})"
SELECTED = " SELECT * FROM decided"


def test_a_chain_of_one_is_what_decides() -> None:
    assert as_one(Chain(MOVE, [])) == (DECIDED + SELECTED, (2, "r", 1))


def test_the_places_of_each_insert_follow_those_before_it() -> None:
    received = ("INSERT INTO received (key, at) VALUES ($1, $2)", ("k", 0))
    answer = ("INSERT INTO answer (question, at, again)\nVALUES ($1, $2, $2)", ("q", 0))
    parts = (
        DECIDED,
        "other_0 AS (INSERT INTO received (key, at) SELECT $4, $5 FROM decided)",
        "other_1 AS (INSERT INTO answer (question, at, again)\nSELECT $6, $7, $7 FROM decided) SELECT * FROM decided",
    )
    assert as_one(Chain(MOVE, [received, answer])) == (", ".join(parts), (2, "r", 1, "k", 0, "q", 0))


def test_an_update_happens_where_something_was_decided() -> None:
    outcome = ("UPDATE invitation SET outcome = $2 WHERE id = $1", ("i", "partial"))
    part = "other_0 AS (UPDATE invitation SET outcome = $5 WHERE id = $4 AND EXISTS (SELECT 1 FROM decided))"
    assert as_one(Chain(MOVE, [outcome])) == (f"{DECIDED}, {part}{SELECTED}", (2, "r", 1, "i", "partial"))
