"""What is held about a child, as a file: a page to read and print, or JSON for another system."""

import json

import jinja2

from surveys.service.subject_access import Held


def page(held: Held) -> str:
    """One self-contained page; everything is escaped."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("mysay"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("held.html").render(held=held)


def structure(held: Held) -> str:
    """The same as JSON, under the names of ``mysay-subject-access/1``."""
    return json.dumps(held, ensure_ascii=False, indent=2) + "\n"
