"""From the rows of all files of an import, and what is stored, to what would be written."""

from collections.abc import Iterable, Iterator

from surveys.roster import oddities, statutory
from surveys.roster.examining import Examined, Rows
from surveys.roster.forms import Forms
from surveys.roster.ledger import Rules, Workings
from surveys.roster.meetings import plan_reviews, require_free
from surveys.roster.people import guard_leavers, leaving, plan_children, plan_staff
from surveys.roster.plan import Plan, Stored, Wanted
from surveys.roster.printed import displaced, doubtful, overlaps, plan_figures
from surveys.roster.problems import Problems, printable

_STATUTORY = ("header_903", "episodes_903", "uasc_903", "reviews_903")


def wanted(examined: Examined) -> Wanted:
    """Whose stored records a plan of these rows needs."""
    rows, papers = examined.rows, examined.papers
    return Wanted(
        staff=set(_values(rows, ("staff",), "ref")) | set(_values(rows, ("children", "reviews"), "iro")),
        children=set(_values(rows, ("children", *_STATUTORY), "ref"))
        | set(_values(rows, ("reviews",), "child"))
        | {child for paper in papers if (child := paper.head.get("child"))},
        reviewed=set(_values(rows, ("reviews_903",), "ref")),
        reviews=set(_values(rows, ("reviews",), "ref"))
        | set(_statutory_refs(rows))
        | {review for paper in papers if (review := paper.head.get("review"))},
        responses={paper.ref for paper in papers},
        whose={row.given["ref"]: row.given["child"] for row in rows.get("reviews", ()) if not row.broken},
    )


def plan(examined: Examined, stored: Stored, rules: Rules, problems: Problems) -> Plan:
    """What an import of these rows would write.

    ``problems`` brings what was found before; all that is wrong is refused together.

    Raises:
        ImportRefused: something is wrong; nothing may be written.
    """
    work = Workings(stored, rules, problems)
    plan_staff(work, examined)
    plan_children(work, examined)
    plan_reviews(work, examined)
    forms = Forms(work)
    forms.plan(examined.papers)
    require_free(work, examined)
    plan_figures(work, examined.of("history"))
    guard_leavers(leaving(work), stored.in_care, rules, problems)
    problems.refuse()
    return Plan(
        staff=work.staff.changes,
        children=work.children.changes,
        reviews=work.reviews.changes,
        responses=work.responses.changes,
        figures=work.figures.changes,
        replaced=tuple(forms.replaced),
        asked=forms.asked,
        tallies={name: ledger.tally for name, ledger in work.ledgers.items() if ledger.is_touched},
        not_applied=tuple(map(printable, forms.not_applied)),
        warnings=tuple(
            map(printable, (*_warnings(work, examined), *forms.twice, *oddities.cut_loose(forms.cut_loose)))
        ),
    )


def _warnings(work: Workings, examined: Examined) -> Iterator[str]:
    """What is taken as it is, and a person should look at."""
    history = examined.of("history")
    yield from overlaps(work, history)
    yield from displaced(work, history)
    yield from doubtful(history)
    yield from oddities.leaving_codes(work, examined)
    yield from oddities.ended_before_begun(work, examined)
    yield from oddities.held_ahead(work, examined)
    yield from oddities.completed_ahead(work, examined)
    yield from oddities.come_back(work, examined)


def _values(rows: Rows, kinds: Iterable[str], field: str) -> Iterable[str]:
    return (value for kind in kinds for row in rows.get(kind, ()) if (value := row.given.get(field)))


def _statutory_refs(rows: Rows) -> Iterable[str]:
    """Under these a review file's reviews may be stored, if the 903 return brought them first; and those that it brings."""
    for row in rows.get("reviews", ()):
        if not row.broken:
            yield statutory.review_ref(row.given["child"], row.given["date"])
    yield from statutory.review_refs(rows.get("reviews_903", ()))
