"""What is promised on paper is what there is: settings, commands, options, routes, versions."""

import re
import tomllib
from collections.abc import Iterator

import click
import pytest

from config.settings import NAMES
from mysay.cli import COMMANDS, cli
from tests.support.source import ROOT, tracked_files

INTERFACE = (ROOT / "docs/interface.md").read_text(encoding="utf-8")
SETTINGS = INTERFACE.partition("## Settings")[2].partition("\n## ")[0]
_LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)#\s]+)")


every_command = pytest.mark.parametrize("name", COMMANDS)


def parts(name: str) -> Iterator[tuple[str, click.Command]]:
    """A command as it is typed, or each of its subcommands."""
    with click.Context(cli) as context:
        command = cli.get_command(context, name)
    if isinstance(command, click.Group):
        yield from ((f"{name} {each}", subcommand) for each, subcommand in command.commands.items())
    elif command is not None:
        yield name, command


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_is_documented(name: str) -> None:
    documented = {
        part for row in SETTINGS.splitlines() for part in re.findall(r"\b_?[A-Z][A-Z_]+\b", row.partition(" | ")[0])
    }
    short = name.removeprefix("TELEGRAM_TOKEN")  # the table writes "TELEGRAM_TOKEN (or _TOKEN_FILE)"
    assert name in documented or f"_TOKEN{short}" in documented


def test_the_example_of_the_environment_names_every_setting_and_no_other() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^#?MYSAY_([A-Z_]+)=", example, re.MULTILINE)) == set(NAMES)


@every_command
def test_every_command_is_documented(name: str) -> None:
    subcommands = [typed.partition(" ")[2] for typed, _ in parts(name)]
    assert [each for each in subcommands if not re.search(rf"`{name}\b[^`]*{each}", INTERFACE)] == []
    assert subcommands


@every_command
def test_every_option_is_documented(name: str) -> None:
    options = [each for _, command in parts(name) for each in command.params if isinstance(each, click.Option)]
    assert [each.opts for each in options if not any(spelled in INTERFACE for spelled in each.opts)] == []


@every_command
def test_every_command_explains_itself_with_an_example(name: str) -> None:
    helped = [(typed, f"{command.help} {command.epilog}") for typed, command in parts(name)]
    silent = [typed for typed, text in helped if not re.search(rf"mysay (--demo )?{typed}\b", text)]
    assert silent == []


def test_the_changelog_tells_of_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert re.search(rf"^## {re.escape(version)}\b", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_documents_point_at_files_that_exist() -> None:
    broken = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in tracked_files()
        if path.suffix == ".md"
        for target in _LINK.findall(path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]
    assert broken == []
