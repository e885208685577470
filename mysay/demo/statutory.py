"""The made-up county's SSDA903 return for 2013-14 so far: the same children and reviews, as the return has them."""

from collections.abc import Iterable, Iterator, Mapping

from mysay.demo.children import Child
from mysay.demo.reviews import Review
from mysay.demo.sample import Sample
from surveys.period import Period

YEAR = Period.parse("2013-14")
Row = Mapping[str, str]


def tables(sample: Sample) -> Mapping[str, Iterable[Row]]:
    """The rows of each of its files, by the file's name."""
    returned = [child for child in sample.children if _is_returned(child)]
    return {
        "Header.csv": (_header(child) for child in returned),
        "Episodes.csv": (_episode(child) for child in returned),
        "UASC.csv": (_unaccompanied(child) for child in returned if child.uasc),
        "Reviews.csv": (_review(review) for review in _reviews(sample.reviews)),
    }


def _is_returned(child: Child) -> bool:
    """In care in the year. Who went on in another episode (X1) would need that episode here, too."""
    return (child.ended is None or child.ended >= YEAR.start) and child.leaving_code != "X1"


def _reviews(reviews: Iterable[Review]) -> Iterator[Review]:
    return (
        review
        for review in reviews
        if review.status == "held" and review.day >= YEAR.start and _is_returned(review.child)
    )


def _header(child: Child) -> Row:
    """Nobody's ethnicity, pupil number or motherhood is made up: the import has no use for them."""
    return {"CHILD": child.id, "SEX": _sex(child), "DOB": _british(child)} | dict.fromkeys(
        ("ETHNIC", "UPN", "MOTHER", "MC_DOB"), ""
    )


def _episode(child: Child) -> Row:
    return {
        "CHILD": child.id,
        "DECOM": child.started.strftime("%d/%m/%Y"),
        "RNE": "S",
        "LS": child.legal_status,
        "CIN": "N1",
        "PLACE": child.placement,
        "DEC": child.ended.strftime("%d/%m/%Y") if child.ended else "",
        "REC": child.leaving_code,
    }


def _unaccompanied(child: Child) -> Row:
    return {"CHILD": child.id, "SEX": _sex(child), "DOB": _british(child), "DUC": ""}


def _review(review: Review) -> Row:
    return {
        "CHILD": review.child.id,
        "DOB": _british(review.child),
        "REVIEW": review.day.strftime("%d/%m/%Y"),
        "REVIEW_CODE": review.participation,
    }


def _sex(child: Child) -> str:
    """The return's 1 and 2, by nothing but the id's last figure."""
    return "1" if int(child.id[-1]) % 2 else "2"


def _british(child: Child) -> str:
    return child.born.strftime("%d/%m/%Y")
