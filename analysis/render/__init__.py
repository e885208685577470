"""A report in the forms people and programs take it in; each is imported only when it is asked for."""

import importlib

from analysis.sections import Report

FORMS = ("md", "json", "html", "csv")


def rendered(report: Report, form: str) -> str:
    """The report as text in one of FORMS."""
    text: str = importlib.import_module(f"analysis.render.as_{form}").render(report)
    return text
