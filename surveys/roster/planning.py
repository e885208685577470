"""From the rows of all files of an import, and what is stored, to what would be written."""

from collections.abc import Iterable, Mapping

from surveys.roster.forms import Forms
from surveys.roster.ledger import Rules, Workings
from surveys.roster.meetings import plan_reviews
from surveys.roster.people import guard_leavers, plan_children, plan_staff
from surveys.roster.plan import Plan, Stored, Wanted
from surveys.roster.printed import overlaps, plan_figures
from surveys.roster.problems import Problems
from surveys.roster.rows import Row

Rows = Mapping[str, list[Row]]
_STATUTORY = ("header_903", "episodes_903", "uasc_903", "reviews_903")


def wanted(rows: Rows) -> Wanted:
    """Whose stored records a plan of these rows needs."""
    reviews = set(_values(rows, ("reviews",), "ref")) | set(_values(rows, ("responses",), "review"))
    return Wanted(
        staff=set(_values(rows, ("staff",), "ref")) | set(_values(rows, ("children", "reviews"), "iro")),
        children=set(_values(rows, ("children", *_STATUTORY), "ref"))
        | set(_values(rows, ("reviews", "responses"), "child")),
        reviewed=set(_values(rows, ("reviews_903",), "ref")),
        reviews=reviews | set(_statutory_refs(rows)),
        responses=set(_values(rows, ("responses",), "ref")),
    )


def plan(rows: Rows, stored: Stored, rules: Rules, problems: Problems) -> Plan:
    """What an import of these rows would write.

    ``problems`` brings what was found on reading; all that is wrong is refused together.

    Raises:
        ImportRefused: something is wrong; nothing may be written.
    """
    work = Workings(stored, rules, problems)
    plan_staff(work, rows)
    plan_children(work, rows)
    plan_reviews(work, rows)
    forms = Forms(work)
    forms.plan(rows.get("responses", ()))
    plan_figures(work, rows.get("history", ()))
    guard_leavers(work)
    problems.refuse()
    return Plan(
        staff=work.staff.changes,
        children=work.children.changes,
        reviews=work.reviews.changes,
        responses=work.responses.changes,
        figures=work.figures.changes,
        replaced=tuple(forms.replaced),
        tallies={name: ledger.tally for name, ledger in work.ledgers.items() if ledger.is_touched},
        not_applied=tuple(forms.not_applied),
        warnings=tuple(overlaps(work, rows.get("history", ()))),
    )


def _values(rows: Rows, kinds: Iterable[str], field: str) -> Iterable[str]:
    return (value for kind in kinds for row in rows.get(kind, ()) if (value := row.given.get(field)))


def _statutory_refs(rows: Rows) -> Iterable[str]:
    """Under these a review file's reviews may be stored, if the 903 return brought them first."""
    for row in rows.get("reviews", ()):
        if not row.broken:
            yield f"{row.given['child']}/{row.given['date'].isoformat()}"
