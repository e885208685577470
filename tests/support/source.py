"""The repository as structural tests read it: files, parsed modules, functions."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("analysis", "bot", "config", "mysay", "surveys", "web")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file. ``name`` is its path from the root, as an editor opens it."""

    name: str
    text: str
    tree: ast.Module

    def functions(self) -> Iterator[Function]:
        """Every function and method in it."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def at(self, node: ast.stmt | ast.expr) -> str:
        """Where a piece of it stands, for a failure to point at."""
        return f"{self.name}:{node.lineno}"


@cache
def production() -> tuple[Module, ...]:
    """The modules that run at a council; migrations, which Tortoise writes, are left out."""
    return tuple(
        _parsed(path)
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    )


@cache
def tests() -> tuple[Module, ...]:
    """The modules of the tests."""
    return tuple(_parsed(path) for path in sorted((ROOT / "tests").rglob("*.py")))


def module(name: str) -> Module:
    """The module at a path from the root."""
    return _parsed(ROOT / name)


def tracked_files() -> Iterator[Path]:
    """Every file that git keeps and that is still there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return (path for path in paths if path.is_file())


def _parsed(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    return Module(str(path.relative_to(ROOT)), text, ast.parse(text))
