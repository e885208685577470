"""The report as CSV, one row per figure: for a spreadsheet, so nothing in it may act as a formula there."""

import csv
import io
from collections.abc import Iterator

from analysis.cautions import cautions, not_over
from analysis.figures import Figure, Value
from analysis.sections import Report, SurveyViews
from surveys.spreadsheets import harmless

Cell = str | int | float | bool | None
_BEFORE = ("period", "count", "base", "percent")
_EMPTY = Value(period="")


def render(report: Report) -> str:
    """The report as CSV text with a header row; counts of forms in no figure, then cautions, follow their survey's figures."""
    rows = [
        {
            "authority": report.authority,
            "period": report.period.id,
            "section": section.id,
            "survey": views.survey.id,
            **row,
        }
        for section in report.sections
        for views in section.surveys
        for row in _rows(report, views)
    ]
    out = io.StringIO()
    # The first row is a figure's and has every column; rows of forms leave most of them empty.
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), restval="")
    writer.writeheader()
    writer.writerows({name: _safe(cell) for name, cell in row.items()} for row in rows)
    return out.getvalue()


def _rows(report: Report, views: SurveyViews) -> Iterator[dict[str, Cell]]:
    yield from (_figure(figure) for figure in (views.response, *views.indicators))
    yield _forms(views, "partial", "begun, not finished", views.aside.partial)
    yield from (_forms(views, "uncounted", why, number) for why, number in views.aside.uncounted)
    yield from (_forms(views, f"comments.{each.question}", each.prompt, each.written) for each in views.aside.comments)
    for sentence in (*not_over(report), *cautions(views)):
        yield {"id": f"{views.survey.id}.caution", "label": sentence, "status": "shown"}


def _forms(views: SurveyViews, id_: str, label: str, number: int) -> dict[str, Cell]:
    return {"id": f"{views.survey.id}.{id_}", "label": label, "status": "shown", "count": number}


def _figure(figure: Figure) -> dict[str, Cell]:
    value, (low, high) = figure.value or _EMPTY, figure.interval or (None, None)
    return {
        "id": figure.indicator.id,
        "label": figure.indicator.label,
        "status": figure.status,
        "count": value.count,
        "base": value.base,
        "base_is": figure.base_is,
        "percent": value.rounded,
        "low": low,
        "high": high,
        "skipped": value.skipped,
        "not_asked": value.not_asked,
        "excluded": value.excluded,
        "small_base": figure.small_base,
        "source": value.source,
        **_beside("previous", figure.previous),
        **_beside("year_ago", figure.year_ago),
        "change_pp": None if figure.change is None else float(figure.change),
        "direction": figure.direction,
        "distinguishable": figure.distinguishable,
    }


def _beside(when: str, value: Value | None) -> dict[str, Cell]:
    known = value or _EMPTY
    cells = (known.period or None, known.count, known.base, known.rounded)
    return {f"{when}_{name}": cell for name, cell in zip(_BEFORE, cells, strict=True)}


def _safe(cell: Cell) -> Cell:
    """Text that a spreadsheet would run gets an apostrophe in front; numbers stay numbers; yes and no are words."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return harmless(cell) if isinstance(cell, str) else cell
