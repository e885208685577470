"""A response that is complete: who it was about is frozen, and it is counted."""

from uuid import UUID

from surveys.age import age_on
from surveys.crashpoint import crashpoint
from surveys.service.context import Service
from surveys.storage.counting import recounted
from surveys.storage.statements import day_of
from surveys.storage.work import Work

_ABOUT = """
SELECT r.questionnaire, v.date, v.iro_id, c.date_of_birth, c.care_ended, c.area, c.service, c.uasc, c.iro_id
FROM response r JOIN child c ON c.id = r.child_id LEFT JOIN review v ON v.id = r.review_id WHERE r.id = $1"""
_FREEZE = """UPDATE response SET completed_at = $1, completed_on = $2, channel = $3, area = $4, service = $5,
age_band = $6, uasc = $7, iro_id = $8 WHERE id = $9"""


def completed(service: Service, session: UUID, channel: str) -> Work[None]:
    """Freeze who this session was about, as they are now, and count the response."""
    (about,) = yield _ABOUT, (session,)
    questionnaire, review_day, review_iro, born, care_ended, area, team, uasc, iro = about
    day = day_of(review_day) or day_of(care_ended) or service.clock.today()
    band = service.library.band(questionnaire, age_on(day_of(born) or day, day))
    who = (area, team, band, uasc, review_iro or iro)
    yield _FREEZE, (service.clock.now(), service.clock.today(), channel, *who, session)
    yield from recounted([session])
    crashpoint("response-counted")
