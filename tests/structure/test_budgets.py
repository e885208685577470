"""Sizes: what grows past them wants dividing, not a larger number here."""

import ast
from statistics import median

import pytest

from tests.support import source
from tests.support.source import Function, Module

FUNCTION_LINES = 40
MEDIAN_FUNCTION_LINES = 7
FILE_LINES = 250
TEST_FILE_LINES = 350


@pytest.mark.parametrize("module", source.production(), ids=lambda module: module.name)
def test_no_function_is_longer_than_a_screen(module: Module) -> None:
    long = [
        f"{module.at(each)} {each.name}: {_lines(each)}" for each in module.functions() if _lines(each) > FUNCTION_LINES
    ]
    assert long == []


@pytest.mark.parametrize("module", source.production(), ids=lambda module: module.name)
def test_no_file_is_longer_than_a_sitting(module: Module) -> None:
    assert _written(module) <= FILE_LINES


@pytest.mark.parametrize("module", source.tests(), ids=lambda module: module.name)
def test_no_file_of_tests_is_longer_than_two_sittings(module: Module) -> None:
    assert _written(module) <= TEST_FILE_LINES


def test_most_functions_are_short() -> None:
    assert (
        median(_lines(each) for module in source.production() for each in module.functions()) <= MEDIAN_FUNCTION_LINES
    )


def _written(module: Module) -> int:
    return sum(bool(line.strip()) for line in module.text.splitlines())


def _lines(function: Function) -> int:
    """From its name to its end, without the docstring."""
    first = function.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    body = function.body[1:] if documented else function.body
    end = function.end_lineno or function.lineno
    return end - (body[0].lineno if body else end) + 2
