"""``mysay questionnaires``: look at the definitions, and try them, before any young person does."""

import json
import sys
from collections.abc import Iterator

import click

from mysay.cli import Cli
from mysay.previewing import Preview
from surveys.questionnaire.bank import Variant
from surveys.questionnaire.definition import Question
from surveys.questionnaire.library import ENGLISH, Library

_BEFORE = {"review": "before a review", "leaving": "on leaving care"}


@click.group()
def questionnaires() -> None:
    """List, check, show and try the questionnaires.

    For example: mysay questionnaires preview consultation --variant 8-11
    """


@questionnaires.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
@click.pass_obj
def list_them(cli: Cli, *, as_json: bool) -> None:
    """List every questionnaire with its variants.

    For example: mysay questionnaires list --json
    """
    library = _library(cli)
    if as_json:
        click.echo(json.dumps([_listed(library, id_) for id_ in library.ids], indent=2))
        return
    for id_ in library.ids:
        click.echo(f"{id_} ({_BEFORE[library.about(id_)]})")
        for variant in library.variants(id_):
            click.echo(f"  {variant.id:<10} {_ages(variant)}, {len(variant.questions)} questions")


@questionnaires.command()
@click.pass_obj
def check(cli: Cli) -> None:
    """Say every problem in every definition and its words; exit 1 if there are any.

    For example: mysay questionnaires check
    """
    library = _library(cli)
    variants = sum(len(library.variants(id_)) for id_ in library.ids)
    languages = ", ".join(library.languages)
    click.echo(f"No problems in {len(library.ids)} questionnaires, {variants} variants; words in: {languages}.")


@questionnaires.command()
@click.argument("questionnaire_id", metavar="ID")
@click.option("--variant", help="Only this variant, such as 8-11.")
@click.option("--language", default=ENGLISH, show_default=True, help="A language there are words for.")
@click.pass_obj
def show(cli: Cli, questionnaire_id: str, variant: str | None, language: str) -> None:
    """Show the questions as they are read, with their codes and when each is asked.

    For example: mysay questionnaires show consultation --variant 4-7
    """
    library = _library(cli)
    shown = [variant] if variant else [each.id for each in library.variants(questionnaire_id)]
    for variant_id in shown:
        resolved = library.resolve(questionnaire_id, variant_id, language)
        click.echo(f"# {resolved.id}, {resolved.variant} ({resolved.language}, version {resolved.digest[:12]})\n")
        for place, question in enumerate(resolved.questions, 1):
            click.echo("\n".join(_described(place, question)) + "\n")


@questionnaires.command()
@click.argument("questionnaire_id", metavar="ID")
@click.option("--variant", help="One variant, such as 8-11; the first by default.")
@click.option("--language", default=ENGLISH, show_default=True, help="A language there are words for.")
@click.pass_obj
def preview(cli: Cli, questionnaire_id: str, variant: str | None, language: str) -> None:
    """Answer a questionnaire here, as a young person would. Nothing is stored.

    For example: mysay questionnaires preview exit_interview --variant 16+
    """
    library = _library(cli)
    chosen = variant or library.variants(questionnaire_id)[0].id
    walk = Preview(library.resolve(questionnaire_id, chosen, language), library.catalogue(language))
    for text in walk.walk(sys.stdin):
        click.echo(text)


def _library(cli: Cli) -> Library:
    """The questionnaires. Who waits for a person is said first, where there is a database to tell."""
    cli.warn()
    return cli.library()


def _listed(library: Library, questionnaire_id: str) -> dict[str, object]:
    variants = [
        {"id": each.id, "ages": list(each.ages), "easy_read": each.easy_read, "questions": list(each.questions)}
        for each in library.variants(questionnaire_id)
    ]
    return {"id": questionnaire_id, "about": library.about(questionnaire_id), "variants": variants}


def _ages(variant: Variant) -> str:
    return f"ages {variant.ages[0]} to {variant.ages[1]}" + (", easy read" if variant.easy_read else "")


def _described(place: int, question: Question) -> Iterator[str]:
    yield f"{place}. {question.prompt}"
    if question.hint:
        yield f"   {question.hint}"
    limits = [
        f"{name} {bound}" for name, bound in (("from", question.low), ("up to", question.high)) if bound is not None
    ]
    yield f"   [{question.id}: {' '.join([question.kind, *limits])}]"
    for condition in question.when:
        yield f"   asked if {condition.question} is {' or '.join(condition.any_of)}"
    for option in question.options:
        alarm = "  (raises an alert)" if option.code in question.concern else ""
        yield f"   - {option.label} [{option.code}]{alarm}"
