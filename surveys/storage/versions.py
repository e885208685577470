"""Questionnaires under their digests, exactly as they were asked; none ever changes under its own, so they are kept at hand."""

from collections.abc import Collection, Mapping

from surveys.questionnaire.definition import Questionnaire, from_body
from surveys.storage.models import QuestionnaireVersion

_at_hand: dict[str, Questionnaire] = {}


async def version(digest: str) -> Questionnaire:
    """The questionnaire under a digest."""
    if digest not in _at_hand:
        await versions({digest})
    return _at_hand[digest]


async def versions(digests: Collection[str]) -> Mapping[str, Questionnaire]:
    """The questionnaires under these digests."""
    if unread := [digest for digest in digests if digest not in _at_hand]:
        rows = await QuestionnaireVersion.filter(digest__in=unread)
        _at_hand.update((row.digest, from_body(row.body)) for row in rows)
    return {digest: _at_hand[digest] for digest in digests}
