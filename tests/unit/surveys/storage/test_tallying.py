"""What is added to the tally, and in which order."""

from collections.abc import Mapping

from surveys.storage.tallying import Cell, add
from surveys.storage.work import Chain, Many, Statement

NORTH = Cell(8055, 1, 3, 5, 7)
SOUTH = Cell(8055, 2, 3, 5, 7)
LATER = Cell(8056, 1, 3, 5, 7)


def _done(changes: Mapping[Cell, int]) -> list[Statement | Many | Chain]:
    return list(add(changes))


def _added(changes: Mapping[Cell, int]) -> list[tuple[object, ...]]:
    first = _done(changes)[0]
    assert isinstance(first, Many)
    return [tuple(row) for row in first.values]


def test_cells_are_added_to_in_one_order_so_that_two_transactions_wait_and_never_deadlock() -> None:
    there = {NORTH: 1, SOUTH: 2, LATER: 3}
    back = dict(reversed(there.items()))
    assert _added(there) == _added(back) == [(*NORTH, 1), (*SOUTH, 2), (*LATER, 3)]


def test_what_comes_to_nothing_locks_no_cell() -> None:
    assert _added({NORTH: 0, SOUTH: 1}) == [(*SOUTH, 1)]
    assert _done({NORTH: 0}) == []


def test_cells_are_looked_through_for_empty_ones_only_where_one_has_shrunk() -> None:
    assert [len(_done(changes)) for changes in ({NORTH: 1, SOUTH: 1}, {NORTH: 1, SOUTH: -1})] == [1, 2]
