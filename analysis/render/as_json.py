"""The report as JSON, schema ``mysay-report/1`` (docs/interface.md): a promise to other people's programs."""

import json
from typing import Any

from analysis.cautions import cautions, not_over
from analysis.figures import Figure, Value
from analysis.sections import Report, Section, SurveyViews


def render(report: Report) -> str:
    """The report as a JSON text."""
    return json.dumps(document(report), ensure_ascii=False, indent=2) + "\n"


def document(report: Report) -> dict[str, Any]:
    """The report as JSON's own types."""
    period = report.period
    return {
        "schema": "mysay-report/1",
        "authority": report.authority,
        "period": {"id": period.id, "from": period.start.isoformat(), "to": period.end.isoformat()},
        "audience": report.audience,
        "sections": [_section(report, section) for section in report.sections],
    }


def _section(report: Report, section: Section) -> dict[str, Any]:
    surveys = [_survey(report, views) for views in section.surveys]
    return {"id": section.id, "title": section.title, "surveys": surveys}


def _survey(report: Report, views: SurveyViews) -> dict[str, Any]:
    aside = views.aside
    return {
        "id": views.survey.id,
        "response": _figure(views.response),
        "indicators": [_figure(figure) for figure in views.indicators],
        "partial": aside.partial,
        "uncounted": dict(aside.uncounted),
        "comments": [
            {"question": each.question, "prompt": each.prompt, "written": each.written} for each in aside.comments
        ],
        "cautions": [*not_over(report), *cautions(views)],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    value = figure.value or Value(period="")
    change = figure.change
    return {
        "id": figure.indicator.id,
        "label": figure.indicator.label,
        "count": value.count,
        "base": value.base,
        "base_is": figure.base_is,
        "percent": value.rounded,
        "interval": list(figure.interval) if figure.interval else None,
        "skipped": value.skipped,
        "not_asked": value.not_asked,
        "small_base": figure.small_base,
        "status": figure.status,
        "previous": _beside(figure.previous),
        "year_ago": _beside(figure.year_ago),
        "change_pp": None if change is None else float(change),
        "direction": figure.direction,
        "distinguishable": figure.distinguishable,
    }


def _beside(value: Value | None) -> dict[str, Any] | None:
    if value is None:
        return None
    return {"period": value.period, "count": value.count, "base": value.base, "percent": value.rounded}
