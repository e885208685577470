"""The whole made-up county: the same people, reviews and answers every time."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from mysay.demo import children, responses, reviews
from mysay.demo.children import Child
from mysay.demo.responses import Response
from mysay.demo.reviews import Review
from surveys.questionnaire.library import Library

#: The same county every time. Each part has chances of its own, so that changing one leaves the others.
_SEED = 20140327


@dataclass(frozen=True, slots=True)
class Sample:
    """Everybody and everything in it."""

    children: Sequence[Child]
    reviews: Sequence[Review]
    responses: Sequence[Response]


def sample(library: Library) -> Sample:
    """Make the county; its young people answer the questionnaires of this library."""
    everybody = children.everybody(Random(_SEED))
    meetings = reviews.everything(everybody, Random(_SEED + 1))
    return Sample(everybody, meetings, responses.everything(everybody, meetings, library, Random(_SEED + 2)))
