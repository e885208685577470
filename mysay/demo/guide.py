"""What the demonstration says when it is ready: links to click, and the commands to go on with."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mysay.demo import place
from mysay.demo.building import PERIOD, Built
from mysay.demo.reviews import Review
from surveys.service.inviting import Invited

_MYSAY = ".venv/bin/mysay --demo"
#: Age bands in the order in which they are offered; the first is asked all that figures count.
_BANDS: Mapping[str, range] = {
    "aged 12 to 15": range(12, 16),
    "aged 8 to 11": range(8, 12),
    "aged 16 or 17": range(16, 18),
    "aged 4 to 7": range(4, 8),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody made up who has been invited before a review that lies in the quarter."""

    invited: Invited
    review: Review


def guide(built: Built, base_url: str) -> str:
    """The links and the commands, as lines for a terminal."""
    asked = _asked(built)
    first, *others = asked
    return "\n".join(
        (
            f"Nobody in Westmarsh is real. Its clock stands at {place.NOW:%-d %B %Y}.",
            "",
            "Answer as one of its young people:",
            *_links(built, asked),
            "",
            f"Or type a code from a letter, {_letter(others, first).invited.code}, at",
            f"  {base_url}/code",
            "",
            "Then, in another terminal, in this folder:",
            *_commands(first),
        )
    )


def _asked(built: Built) -> list[Asked]:
    """Those whose review lies in the quarter, the last days first; their answers count in its report."""
    all_asked = [Asked(each, built.reviews[each.review_id]) for each in built.invited if each.review_id]
    in_quarter = [each for each in all_asked if each.review.day <= PERIOD.end]
    in_quarter.sort(key=lambda each: (each.review.child.easy_read, -each.review.day.toordinal(), each.review.id))
    bands = list(_BANDS.values())
    first = [next(each for each in in_quarter if each.review.age in band) for band in bands]
    return [*first, *(each for each in in_quarter if each not in first)]


def _links(built: Built, asked: Sequence[Asked]) -> Iterator[str]:
    for name, each in zip(_BANDS, asked, strict=False):
        yield f"  {name:<14} {each.invited.link}"
    easy = next((each for each in asked if each.review.child.easy_read), None)
    if easy:
        yield f"  {'easy read':<14} {easy.invited.link}"
    left = next((each for each in built.invited if each.review_id is None), None)
    if left:
        yield f"  {'left care':<14} {left.link}"


def _letter(others: Sequence[Asked], first: Asked) -> Asked:
    """Somebody whose link is not printed above."""
    return others[-1] if others else first


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
        ("import .demo/files", "the same files again: nothing changes"),
        ("questionnaires list", "what is asked of whom"),
        ("doctor", "what this set-up lacks for real use"),
    )
    return (f"  {_MYSAY} {command:<44}  # {what}" for command, what in described)
