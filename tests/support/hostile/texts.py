"""Text files: encodings, quotes, rows and cells as nobody should send them."""

from tests.support.hostile.made import HEADER, MEGABYTE, ROW, Made, file, note

FORMS = "response_id,questionnaire,completed_on,question,answer\n"


def _text(body: str, said: str, *, name: str, encoding: str = "utf-8") -> None:
    note(name, lambda: (body.encode(encoding), said))


_text(HEADER + ROW, "is saved as UTF-16", name="utf16_with_mark", encoding="utf-16")
_text(HEADER + ROW, "has NUL bytes in it", name="utf16_without_mark", encoding="utf-16-le")
_text(HEADER + "C\0001,01/02/2004,North\n", "has NUL bytes in it", name="nul")
_text(HEADER + "C1,31/02/2004,North\n", "row 2: date_of_birth '31/02/2004' is not a date", name="no_such_day")
_text(HEADER + ROW + ROW, "row 3: child_id 'C1' is already in", name="twice")
_text(HEADER + ",01/02/2004,North\n", "row 2: child_id is empty", name="blank_id")
_text(HEADER + '"C1,01/02/2004,North\n' + ROW * 9, "look for a quotation mark that is not closed", name="open_quote")
_text(HEADER + "C1,01/02/2004,North,,,stray\n", "row 2: has 6 cells where the header has 3", name="ragged")
_text(
    HEADER + "\N{ZERO WIDTH SPACE}\u3164,01/02/2004,North\n",
    "has no letter that can be seen",
    name="id_that_nobody_sees",
)
_text(HEADER + "C1\n", "row 2: date_of_birth is empty", name="short_row")
_text(HEADER + "C1,=DATE(2004;2;1),North\n", "is not a date", name="formula_for_a_date")
_text(HEADER + "C1,01/02/2004," + "x" * 121, "area 'xxxx", name="long_area")
_text(HEADER + "C1,01/02/2004," + "x" * 200_000, "field larger than field limit", name="giant_field")
_text(
    HEADER + "C1,\N{RIGHT-TO-LEFT OVERRIDE}4002/20/10\x1b[2J,North\n",
    "date_of_birth '�4002/20/10�[2J'",
    name="steering",
)
_text("", "is empty, or begins with an empty row", name="empty")
_text("\ufeff", "is empty, or begins with an empty row", name="only_a_mark")
_text("colour,size\n1,2\n", "its header is not one that import knows", name="unknown_header")
_text("child_id,area,date_of_birth,Area\n", "the column 'area' is there twice", name="column_twice")
_text(HEADER.strip() + "," * 50_000 + "x\n", "has more than 200 columns", name="many_columns")
_text('child_id,date_of_birth,"' + "area\n" * 60_000, "row 1 cannot be read", name="header_without_end")
_text("response_id,questionnaire,completed_on,question,answer\nR1,consultation,01/02/2014,know_pledge," + "know|" * 6_000,
      "takes one", name="giant_code")  # fmt: skip  # a row and what is said of it


@file
def _neither_encoding() -> Made:
    return HEADER.encode() + b"C\x81\xff,,", "is neither UTF-8 nor Windows"


@file
def _a_million_rows() -> Made:
    return (HEADER + "C1,01/02/2004,North\n" * 1_000_000).encode(), "has more than 200000 rows"


@file
def _every_row_wrong() -> Made:
    return (HEADER + ",31/02/2004,\n" * 200_000).encode(), "more than 2000 of its rows cannot be read"


@file
def _many_answers_and_one_to_nothing() -> Made:
    rows = (f"R{number},consultation,01/02/2014,going_well,{'é' * 60}\n" for number in range(190_000))
    return (
        FORMS + "".join(rows) + "R0,consultation,01/02/2014,nothing,x\n"
    ).encode(), "question 'nothing' is not one of"


@file
def _nobody_is_known() -> Made:
    rows = (f"R{number},consultation,01/02/2014,know_pledge,know,NO{number},NV{number}\n" for number in range(199_000))
    return (FORMS.strip() + ",child_id,review_id\n" + "".join(rows)).encode(), "child 'NO0' is not known"


def _many() -> str:
    return HEADER + "".join(f"C{number},01/02/2004,Area {number % 50}\n" for number in range(100_000))


@file
def _one_twice_in_many() -> Made:
    return (_many() + ROW).encode(), "row 100002: child_id 'C1' is already in"


@file
def _one_unreadable_in_many() -> Made:
    return (_many() + "X,31/02/2004,North\n").encode(), "row 100002: date_of_birth '31/02/2004' is not a date"


@file
def _one_review_of_nobody_in_many() -> Made:
    rows = "".join(f"R{number},C{number},01/02/2014\n" for number in range(100_000))
    return ("review_id,child_id,date\n" + rows).encode(), "and 4980 more at the least."


@file
def _one_endless_line() -> Made:
    return HEADER.encode() + "\N{PARTY POPPER}".encode() * (31 * MEGABYTE // 4), "line 2 has more than"


@file
def _one_endless_quote() -> Made:
    return HEADER.encode() + b'"' + b"x\n" * (15 * MEGABYTE), "row 2 cannot be read"


@file
def _too_large() -> Made:
    return HEADER.encode() + b"\n" * (33 * MEGABYTE), "is larger than 32 MB"


@file
def _only_line_ends() -> Made:
    return HEADER.encode() + b"\n" * (31 * MEGABYTE), "has more than 200000 rows"
