"""The section 'Children's views': from the open database to a report, for one period."""

from analysis import bases, indicators, load
from analysis.asides import asides
from analysis.sections import Report, Section, survey_views
from surveys.period import Period
from surveys.service.context import Service
from surveys.storage.database import one_moment

TITLE = "Children’s views"


async def report(service: Service, period: Period, *, themes: bool = False) -> Report:
    """The internal report of a period with its views section, computed from the open database.

    ``themes`` looks for hints in free text, which takes longer.
    """
    authority = service.authority
    surveys = indicators.read("views", pledge=authority.pledge)
    compared = [each for each in (period, period.previous, period.year_ago) if each]
    async with one_moment():
        table = await load.table(surveys, compared, authority.response_base)
        beside = await asides(service, surveys, period, themes=themes)
    views = tuple(
        survey_views(table, survey, bases.of(survey, authority.response_base, period), period, beside[survey.id])
        for survey in surveys
    )
    section = Section(id="views", title=TITLE, surveys=views)
    return Report(
        authority=authority.name,
        service=authority.service,
        period=period,
        made_on=service.clock.today(),
        audience="internal",
        sections=(section,),
    )
