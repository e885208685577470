"""Pages that commands write. Everything that varies in them is escaped."""

from collections.abc import Callable

import jinja2


def template(name: str, **filters: Callable[..., object]) -> jinja2.Template:
    """A template of this room's, with these filters."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("mysay"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= filters
    return environment.get_template(name)
