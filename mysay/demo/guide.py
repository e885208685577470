"""What the demonstration says when it is ready: links to click, and the commands to go on with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mysay.demo import place
from mysay.demo.building import FILES, PERIOD, RETURN, Built
from mysay.demo.reviews import Review
from surveys.service.inviting import Invited

_MYSAY = ".venv/bin/mysay --demo"
#: Age bands in the order in which they are offered: the first is asked everything that figures count.
_BANDS = (range(12, 16), range(8, 12), range(16, 18), range(4, 8))


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody made up who has been invited before a review that lies in the quarter."""

    invited: Invited
    review: Review


def guide(built: Built, base_url: str) -> str:
    """The links and the commands, as lines for a terminal."""
    asked = _asked(built)
    linked = _one_of_each_age(asked)
    letter = next(each for each in asked if each not in linked)
    return "\n".join(
        (
            f"Nobody in Westmarsh is real. Its clock stands at {place.NOW:%-d %B %Y}.",
            "",
            "Answer as one of its young people:",
            *_links(linked, asked, built),
            "",
            f"Or type a code from a letter, {letter.invited.code}, at",
            f"  {base_url}/code",
            "",
            "Then, in another terminal, in this folder:",
            *_commands(linked[0]),
        )
    )


def _asked(built: Built) -> list[Asked]:
    """Those whose review lies in the quarter, the last days first: what they say counts in its report."""
    reviews = {review.id: review for review in built.county.reviews if review.day <= PERIOD.end}
    asked = [Asked(each, reviews[each.review_id]) for each in built.invited if each.review_id in reviews]
    return sorted(asked, key=lambda each: (-each.review.day.toordinal(), each.review.id))


def _one_of_each_age(asked: Sequence[Asked]) -> list[Asked]:
    plain = [each for each in asked if not each.review.child.easy_read]
    return [next(each for each in plain if each.review.age in band) for band in _BANDS]


def _links(linked: Sequence[Asked], asked: Sequence[Asked], built: Built) -> Iterator[str]:
    for band, each in zip(_BANDS, linked, strict=True):
        yield _link(f"aged {band[0]} to {band[-1]}", each.invited)
    easy = next((each for each in asked if each.review.child.easy_read), None)
    if easy:
        yield _link("in easy read", easy.invited)
    yield _link("leaving care", _oldest_leaver(built))


def _link(who: str, invited: Invited) -> str:
    return f"  {who:<13}  {invited.link}"


def _oldest_leaver(built: Built) -> Invited:
    born = {child.id: child.born for child in built.county.children}
    return min((each for each in built.invited if each.review_id is None), key=lambda each: born[each.child_id])


def _commands(first: Asked) -> Iterator[str]:
    period, review = PERIOD.id, first.review.id
    described = (
        (f"report {period}", "the section above, with what you have answered"),
        (f"report {period} --format html -o views.html", "the same as a page with charts"),
        (f"report {period[:-3]}", "the whole year"),
        (f"answers {review}", "what the first link's young person said, for the IRO"),
        ("alerts", "who has asked for help"),
        ("invite", "every link and code again"),
        ("remind --dry-run", "who would be reminded"),
        (f"import {FILES}", "the same files again: nothing changes"),
        (f"import {RETURN}", "the same county as its SSDA903 return: nothing either"),
        ("questionnaires list", "what is asked of whom"),
        ("doctor", "what this set-up lacks for real use"),
    )
    width = max(len(command) for command, _ in described)
    return (f"  {_MYSAY} {command:<{width}}  # {what}" for command, what in described)
