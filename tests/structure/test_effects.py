"""The engine's effects reach everybody: each has a branch where it is stored and in every channel that speaks."""

import ast
from typing import get_args

import pytest

from surveys.conversation.effects import Effect
from tests.support import source

EFFECTS = frozenset(effect.__name__ for effect in get_args(Effect))
#: What leaves rows of its own; the others are told by the session's status and revision.
STORED = frozenset({"RaiseConcern", "Record", "Withdraw"})


@pytest.mark.parametrize("channel", ["web/speak.py", "bot/speak.py"])
def test_every_effect_has_a_branch_in_every_channel(channel: str) -> None:
    assert EFFECTS - _branches(source.module(channel)) == set()


def test_every_effect_that_leaves_rows_has_a_branch_in_storage() -> None:
    assert STORED - _branches(source.module("surveys/storage/sessions.py")) == set()
    assert STORED <= EFFECTS


def _branches(module: source.Module) -> set[str]:
    """The classes that a ``case`` or an ``isinstance`` of the module names."""
    names = {ast.unparse(node.cls) for node in ast.walk(module.tree) if isinstance(node, ast.MatchClass)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "isinstance":
            names |= {each.id for each in ast.walk(node.args[1]) if isinstance(each, ast.Name)}
    return {name.rpartition(".")[2] for name in names}
