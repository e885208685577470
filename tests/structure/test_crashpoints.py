"""Every named place to be killed at stands in the code, once. tests/integration/kill kills at each."""

import ast
from collections import Counter

from surveys.crashpoint import POINTS
from tests.support import source


def test_every_place_stands_in_the_code_once_and_no_other_does() -> None:
    names: Counter[str] = Counter()
    for module in source.production():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "crashpoint":
                names[ast.literal_eval(node.args[0])] += 1
    assert names == Counter(POINTS)
