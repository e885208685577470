"""The report as Markdown: to read in a terminal, or to paste into a document."""

from collections.abc import Iterable, Iterator

from analysis import prose
from analysis.figures import Figure
from analysis.sections import Report, SurveyViews
from analysis.wording import NONE, interval, of, percent, signed, title_of

_HEAD = ("", "Share", "Count and base", "95% interval", "Before", "Change, points", "Year ago", "Skipped", "Not asked")
_ESCAPED = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>|#"})


def render(report: Report) -> str:
    """The report as Markdown text."""
    return "\n\n".join(_blocks(report)) + "\n"


def _blocks(report: Report) -> Iterator[str]:
    yield f"# {_plain(report.authority)}: {_plain(report.service)}"
    for section in report.sections:
        yield f"## {_plain(section.title)}, {title_of(report.period)}"
        yield _list(prose.in_brief(section))
        for views in section.surveys:
            yield from _survey(views)
        yield "### How to read this"
        yield _list(prose.about(report))


def _survey(views: SurveyViews) -> Iterator[str]:
    yield f"### {_plain(views.survey.title)}"
    yield _plain(prose.response(views))
    yield _list(prose.findings(views))
    if cautions := prose.cautions(views):
        yield f"> {_plain(' '.join(cautions))}"
    yield _table((views.response, *views.indicators))
    for title, sentences in _beside(views):
        if sentences:
            yield f"**{title}**"
            yield _list(sentences)


def _beside(views: SurveyViews) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        ("Not in the base", prose.missing(views)),
        ("In no figure", prose.not_counted(views)),
        ("In their own words (counted, not quoted)", prose.comments(views)),
    )


def _table(figures: Iterable[Figure]) -> str:
    rule = ("---", *("---:",) * (len(_HEAD) - 1))
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (_HEAD, rule, *(_row(figure) for figure in figures)))


def _row(figure: Figure) -> tuple[str, ...]:
    value = figure.value
    return (
        _plain(figure.indicator.label),
        percent(value),
        "not available" if value is None else of(value),
        interval(figure),
        percent(figure.previous),
        signed(figure.change) + ("" if not figure.distinguishable else " (clear)"),
        percent(figure.year_ago),
        _number(value.skipped if value else None),
        _number(value.not_asked if value else None),
    )


def _number(number: int | None) -> str:
    return NONE if number is None else str(number)


def _list(sentences: Iterable[str]) -> str:
    return "\n".join(f"- {_plain(sentence)}" for sentence in sentences)


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return text.translate(_ESCAPED)
