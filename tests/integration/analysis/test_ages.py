"""The ages that a base asks for in SQL are the ages of the domain."""

from dataclasses import replace
from datetime import date

from analysis import views
from surveys.age import age_on
from surveys.period import Period
from surveys.service.context import Service
from tests.integration.analysis.conftest import Records

DAYS = (date(2014, 2, 27), date(2014, 2, 28), date(2014, 3, 1), date(2014, 3, 31), date(2014, 1, 1))
MONTHS_AND_DAYS = ((1, 1), (1, 2), (2, 27), (2, 28), (3, 1), (3, 31), (12, 31))
BIRTHS = (
    *(date(year, month, day) for year in (2004, 2008, 2010, 1999) for month, day in MONTHS_AND_DAYS),
    date(2004, 2, 29),
    date(2008, 2, 29),
)


async def test_birthdays_leap_days_and_quarter_ends(service: Service, records: Records) -> None:
    for born in BIRTHS:
        for day in DAYS:
            child = await records.child(born=born, ended=day)
            await records.review(day, child=child)
    chosen = replace(service, authority=replace(service.authority, response_base="children_reviewed"))
    found = (await views.report(chosen, Period(2013, 4))).sections[0].surveys
    bases = [survey.response.value.base for survey in found if survey.response.value]
    assert bases == [sum(age_on(born, day) >= least for born in BIRTHS for day in DAYS) for least in (4, 8)]


async def test_every_day_lies_in_the_quarter_of_the_domain(service: Service, records: Records) -> None:
    days = [date(year, month, day) for year in (2012, 2013, 2014) for month in range(1, 13) for day in (1, 28)]
    for day in days:
        await records.review(day)
    for period in sorted({Period.of(day) for day in days}):
        rate = (await views.report(service, period)).sections[0].surveys[0].response.value
        assert rate
        assert rate.base == sum(Period.of(day) == period for day in days)
