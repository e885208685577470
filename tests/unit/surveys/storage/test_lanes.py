"""What PostgreSQL is told: a chain as one statement, whose parts happen beside what decides; no more ways than there must be."""

from contextlib import nullcontext
from dataclasses import dataclass, field

from surveys.storage.engines.lanes import Lanes, as_one
from surveys.storage.statements import one
from surveys.storage.work import Chain, Work

MOVE = ("UPDATE response SET revision = $1 WHERE id = $2 AND revision = $3 RETURNING id", (2, "r", 1))
DECIDED = f"WITH decided AS ({MOVE[0]})"
SELECTED = " SELECT * FROM decided"


def test_a_chain_of_one_is_what_decides() -> None:
    assert as_one(Chain(MOVE, [])) == MOVE


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


@dataclass
class Wire:
    """A pool with one connection, which keeps what it was told."""

    told: list[tuple[object, ...]] = field(default_factory=list)

    async def take(self, _seconds: float | None) -> "Wire":
        return self

    async def give_back(self, connection: object) -> None:
        pass

    def is_closed(self) -> bool:
        return False

    def transaction(self) -> nullcontext[None]:
        self.told.append(("BEGIN",))
        return nullcontext()

    async def fetch(self, *told: object) -> list[object]:
        self.told.append(told)
        return []


def two() -> Work[None]:
    yield "UPDATE a", ()
    yield "UPDATE b", ()


async def test_one_statement_goes_without_a_transaction_around_it() -> None:
    wire = Wire()
    lanes = Lanes(wire)
    await lanes.write(one("UPDATE a SET b = $1", 7))
    await lanes.write(two())
    assert wire.told == [("UPDATE a SET b = $1", 7), ("BEGIN",), ("UPDATE a",), ("UPDATE b",)]
