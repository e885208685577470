"""The report as Markdown: to read in a terminal, or to paste into a document."""

from collections.abc import Iterable, Iterator

from analysis import prose
from analysis.beside import beside
from analysis.cautions import cautions
from analysis.figures import Figure
from analysis.sections import Report, SurveyViews
from analysis.wording import columns, row, title_of
from surveys.period import Period

_ESCAPED = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>|#"})


def render(report: Report) -> str:
    """The report as Markdown text."""
    return "\n\n".join(_blocks(report)) + "\n"


def _blocks(report: Report) -> Iterator[str]:
    yield f"# {_plain(report.authority)}: {_plain(report.service)}"
    yield from (_plain(sentence) for sentence in prose.standing(report))
    for section in report.sections:
        yield f"## {_plain(section.title)}, {title_of(report.period)}"
        yield _list(prose.in_brief(section))
        for views in section.surveys:
            yield from _survey(views, report.period)
        yield "### How to read this"
        yield _list(prose.about())


def _survey(views: SurveyViews, period: Period) -> Iterator[str]:
    yield f"### {_plain(views.survey.title)}"
    yield _plain(prose.response(views))
    if findings := prose.findings(views):
        yield _list(findings)
    if bear_in_mind := cautions(views):
        yield f"> {_plain(' '.join(bear_in_mind))}"
    yield _table((views.response, *views.indicators), period)
    for title, sentences in beside(views):
        if sentences:
            yield f"**{title}**"
            yield _list(sentences)


def _table(figures: Iterable[Figure], period: Period) -> str:
    heads = columns(period)
    rule = ("---", *("---:",) * (len(heads) - 1))
    rows = (tuple(_plain(cell) for cell in row(figure, period)) for figure in figures)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, rule, *rows))


def _list(sentences: Iterable[str]) -> str:
    return "\n".join(f"- {_plain(sentence)}" for sentence in sentences)


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return text.translate(_ESCAPED)
