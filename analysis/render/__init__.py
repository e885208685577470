"""A report in the forms people and programs take it in; each is imported only when it is asked for."""

import importlib

from analysis.sections import Report

#: The form's name on the command line, and the module that has it.
FORMS = {"md": "as_markdown", "json": "as_json", "html": "as_html", "csv": "as_csv"}


def rendered(report: Report, form: str) -> str:
    """The report as text in one of FORMS."""
    text: str = importlib.import_module(f"analysis.render.{FORMS[form]}").render(report)
    return text
