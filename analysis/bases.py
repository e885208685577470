"""What response rates are over, in words: the base is always named."""

from analysis.indicators import Base, Survey
from config.authority import ResponseBase
from surveys.period import Period

#: Printed rates of consultation count as over reviews held; beside any other choice nobody knows what they were over.
_PRINTED = "the base of the printed report"
_HELD = Base(many="reviews held", one="review held")
_OFFERED = Base(many="consultations offered", one="consultation offered", printed=_PRINTED)
_REVIEWED = Base(
    many="children aged 4 or over who had a review", one="child aged 4 or over who had a review", printed=_PRINTED
)
_REVIEWED_IN_QUARTERS = Base(many=f"{_REVIEWED.many}, each counted once a quarter", one=_REVIEWED.one, printed=_PRINTED)
_LEAVERS = Base(
    many="children and young people aged 8 or over who left care",
    one="child or young person aged 8 or over who left care",
)


def of(survey: Survey, chosen: ResponseBase, period: Period) -> Base:
    """The base of a survey's response rate. A year adds up its quarters, and so counts a child more than once."""
    if survey.about == "leaving":
        return _LEAVERS
    reviewed = _REVIEWED if period.quarter else _REVIEWED_IN_QUARTERS
    return {"reviews_held": _HELD, "offered": _OFFERED, "children_reviewed": reviewed}[chosen]
