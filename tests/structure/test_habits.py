"""Habits that a linter does not know: what code here never does, each with the reason in its test's name."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.support import source
from tests.support.source import Module

LOG_METHODS = frozenset({"debug", "info", "warning", "error", "exception", "critical", "log"})

# Spelled so that these lines do not find themselves.
FOREIGN = re.compile(
    r"pyp[i]\.org|python[h]osted|registry\.npm[j]s|deb\.debia[n]\.org|/wor[k]/|/far[m]/|/roo[t]/|/tm[p]/bash|/hom[e]/\w"
)
UNREASONED = re.compile(r"#\s*(?:noq[a]\b(?::\s*[A-Z0-9, ]+)?|type:\s*ignor[e](?:\[[\w, -]+\])?)\s*$")
UNFINISHED = re.compile(r"\b(?:TOD[O]|FIXM[E]|XX[X]|HAC[K])\b")

production = pytest.mark.parametrize("module", source.production(), ids=lambda module: module.name)
everything = pytest.mark.parametrize("module", [*source.production(), *source.tests()], ids=lambda module: module.name)


@production
def test_modules_and_what_they_offer_say_what_they_are_for(module: Module) -> None:
    if not module.text.strip():
        return
    offered = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = [node for node in module.tree.body if isinstance(node, offered) and not node.name.startswith("_")]
    silent = [f"{module.at(node)} {node.name}" for node in nodes if not ast.get_docstring(node)]
    assert (bool(ast.get_docstring(module.tree)), silent) == (True, [])


@production
def test_errors_are_raised_never_asserted_away_by_an_optimising_interpreter(module: Module) -> None:
    assert [module.at(node) for node in ast.walk(module.tree) if isinstance(node, ast.Assert)] == []


@production
def test_a_log_line_is_a_constant_with_keys_so_that_no_words_of_a_child_get_into_it(module: Module) -> None:
    loose = [module.at(call) for call in _log_calls(module) if not _is_constant(call)]
    assert loose == []


@production
def test_nothing_is_printed_to_a_log_nobody_reads(module: Module) -> None:
    if module.name.startswith("mysay/"):
        return
    calls = (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))
    assert [module.at(call) for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"] == []


@everything
def test_a_rule_is_silenced_only_with_its_reason_beside_it(module: Module) -> None:
    lines = enumerate(module.text.splitlines(), start=1)
    assert [f"{module.name}:{number}" for number, line in lines if UNREASONED.search(line)] == []


@everything
def test_nothing_is_left_for_later_in_a_comment(module: Module) -> None:
    assert UNFINISHED.findall(module.text) == []


@pytest.mark.parametrize("module", source.tests(), ids=lambda module: module.name)
def test_tests_neither_skip_nor_sleep_nor_replace_our_own_code(module: Module) -> None:
    words = {node.attr for node in ast.walk(module.tree) if isinstance(node, ast.Attribute)}
    words |= {argument.arg for function in module.functions() for argument in function.args.args}
    imported = {alias.name for node in ast.walk(module.tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(module.tree) if isinstance(node, ast.ImportFrom)}
    waits = {"sleep"} if "/test_" in module.name else set()  # support waits for the programs it starts
    assert words & ({"skip", "skipif", "xfail", "importorskip", "monkeypatch"} | waits) == set()
    assert imported & {"unittest.mock", "mock"} == set()


def test_the_repository_names_no_registry_and_no_machine_of_ours() -> None:
    found = []
    for path in source.tracked_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(source.ROOT)}: {match[0]}" for match in FOREIGN.finditer(text)]
    assert found == []


def _log_calls(module: Module) -> Iterator[ast.Call]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LOG_METHODS:
            owner = ast.unparse(node.func.value)
            if "log" in owner.rpartition(".")[2].lower():
                yield node


def _is_constant(call: ast.Call) -> bool:
    """The message is a literal without places to fill, and nothing but keywords follows it."""
    message = call.args[-1] if call.args else None
    positional = 2 if isinstance(call.func, ast.Attribute) and call.func.attr == "log" else 1
    literal = isinstance(message, ast.Constant) and isinstance(message.value, str) and "%" not in message.value
    return literal and len(call.args) == positional and {each.arg for each in call.keywords} <= {"extra", "exc_info"}
