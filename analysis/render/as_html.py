"""The report as one HTML page that needs nothing else: to read, to print, to send."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from analysis import prose, wording
from analysis.beside import beside
from analysis.cautions import cautions
from analysis.figures import Figure
from analysis.sections import Report

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One figure as a bar: places are percentages of its length, ``alternative`` says the same in words."""

    label: str
    share: str
    counts: str
    alternative: str
    length: float | None
    low: float | None
    high: float | None
    before: float | None

    @classmethod
    def of(cls, figure: Figure) -> Self:
        """The bar of a figure; without a length where there is no percentage."""
        value, before, (low, high) = figure.value, figure.previous, figure.interval or (None, None)
        return cls(
            label=figure.indicator.label,
            share=wording.percent(value),
            counts="not available" if value is None else wording.of(value),
            alternative=prose.in_words(figure),
            length=None if value is None or value.percent is None else float(value.percent),
            low=low,
            high=high,
            before=None if before is None or before.percent is None else float(before.percent),
        )


def render(report: Report) -> str:
    """The report as a page."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("report.html")
    return page.render(
        report=report,
        title=wording.title_of(report.period),
        prose=prose,
        beside=beside,
        cautions=cautions,
        wording=wording,
        bar=Bar.of,
    )
