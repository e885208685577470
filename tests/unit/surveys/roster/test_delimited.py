"""Reading .csv files as spreadsheets and other systems write them."""

import pytest

from surveys.roster import delimited
from surveys.roster.sheets import Unusable

CHILDREN = "child_id,date_of_birth,area\nC1,01/02/2004,Zoë’s end\n"
EMPTY = "is empty, or begins with an empty row; its first row has to name the columns"
BROKEN = "is UTF-8, but row {} has a letter in it that is not; type it again, and save as 'CSV UTF-8'"

BEGUN = "ends in the middle of a letter, as if it was cut short; save it again, as 'CSV UTF-8'"
CUT = "ends in row {} before its last column, as if it was cut short; save it again, or end that row with a line break"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_it_is_utf8_with_or_without_mark_or_cp1252(encoding: str) -> None:
    sheet = delimited.read("children.csv", CHILDREN.encode(encoding))
    assert (sheet.kind.id, sheet.columns, list(sheet.rows)) == (
        "children", ("child_id", "date_of_birth", "area"), [(2, ["C1", "01/02/2004", "Zoë’s end"])])  # fmt: skip


@pytest.mark.parametrize(
    "rows", ["C1,x\nC2,y\n", "C1,x\r\nC2,y\r", "C1,x\nC2,y,", "C1,x\nC2,y,North", "C1,x\nC2,y\n\n", "", "C1,x\n,,"]
)
def test_empty_cells_may_be_left_out_at_the_end_of_a_row_that_has_an_end(rows: str) -> None:
    sheet = delimited.read("x.csv", f"child_id,date_of_birth,area\n{rows}".encode())
    assert [cells[:2] for _, cells in sheet.rows] == [["C1", "x"], ["C2", "y"]][: rows.count("C")]


@pytest.mark.parametrize("text", ["Zoë,x,Café", "C1,x,Café\n", "Zoë,x,North"])
def test_a_letter_at_the_end_is_cp1252_where_another_is_or_its_row_has_an_end(text: str) -> None:
    text = f"child_id,date_of_birth,area\n{text}"
    assert list(delimited.read("x.csv", text.encode("cp1252")).rows) == [(2, text.split("\n")[1].split(","))]


@pytest.mark.parametrize("words", ["ZOË’S café", "“CAFÉ”, Strauß”", "é”— and ï"])
def test_accents_and_quotation_marks_in_a_row_are_cp1252_though_utf8_has_such_bytes(words: str) -> None:
    text = f'child_id,date_of_birth,area\nC1,x,"{words}"\n'
    assert list(delimited.read("x.csv", text.encode("cp1252")).rows) == [(2, ["C1", "x", words])]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_it_is_divided_by_comma_semicolon_or_tab_and_lines_end_as_they_do(delimiter: str, ending: str) -> None:
    text = CHILDREN.replace(",", delimiter).replace("\n", ending)
    assert list(delimited.read("x.csv", text.encode()).rows) == [(2, ["C1", "01/02/2004", "Zoë’s end"])]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_column_names_may_be_quoted_whatever_divides_them(delimiter: str) -> None:
    text = delimiter.join(('"child_id"', '"date_of_birth"', '"area"')) + "\n" + delimiter.join(('"C1"', '"x"', '"N"'))
    assert list(delimited.read("x.csv", text.encode()).rows) == [(2, ["C1", "x", "N"])]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_column_names_may_be_quoted(delimiter: str) -> None:
    header = delimiter.join(('"child_id"', '"date_of_birth"', '"area"'))
    assert delimited.read("x.csv", header.encode()).columns == ("child_id", "date_of_birth", "area")


def test_columns_are_known_in_any_case_and_order_and_empty_ones_at_the_end_are_none() -> None:
    text = " Area ,DATE_OF_BIRTH,Child_ID,,\nNorth,01/02/2004,C1,,\n"
    assert delimited.read("x.csv", text.encode()).columns == ("area", "date_of_birth", "child_id")


def test_rows_are_numbered_as_a_spreadsheet_does_over_quoted_line_breaks_and_empty_rows() -> None:
    text = 'child_id,date_of_birth,area\nC1,x,"North\nend; or, so"\n\n,,\nC2,y,South\n'
    assert list(delimited.read("x.csv", text.encode()).rows) == [
        (2, ["C1", "x", "North\nend; or, so"]), (5, ["C2", "y", "South"])]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (CHILDREN.encode("utf-16"), "is saved as UTF-16; save it as 'CSV UTF-8'"),
        (b"child_id,date_of_birth,area\nC\x001,,", "has NUL bytes in it, so it is not a text file; save it as 'CSV UTF-8'"),
        (b"child_id,date_of_birth,area\nC\x81\xff,,",
         "is neither UTF-8 nor Windows (cp1252) text; save it as 'CSV UTF-8'"),
        (b"child_id,date_of_birth\nC1,x\n", "looks like a children file, but lacks the column area"),
        (b"child_id,area,date_of_birth,Area\n", "the column 'area' is there twice; leave one"),
        ("child_id,date_of_birth,area\n\"Zoë\n1\",x,North\nC2,x,caf".encode() + b"\xe9\nC3,x,y\n", BROKEN.format(3)),
        (b"child_id,date_of_birth,area\n\xe9,x,North\n" + "Zoë,x,North\n".encode(), BROKEN.format(2)),
        (b"\xef\xbb\xbfchild_id,date_of_birth,area\nC1,x,caf\xe9\n", BROKEN.format(2)),
        (b"child_id,date_of_birth,area\n" + b"C1,x,North\n" * 7000 + "Zoë,x,Chloë".encode()[:-1] + b"\n", BROKEN.format(7002)),
        (b"child_id,date_of_birth,area\n" + b"C1,x,North\n" * 7000 + "Zoë,x,Chloë".encode()[:-1], BEGUN),
        (b"child_id,date_of_birth,area\nC1,x,Ynys M\xc3", BEGUN), (b"\xef\xbb\xbfchild_id,date_of_birth,area\nC1,x,\xf0\x9f\x98", BEGUN),
        (b"child_id,date_of_birth,area\nC1,x,North\n\nC2,x", CUT.format(4)), (b"child_id,date_of_birth,area\r\nC", CUT.format(2)),
        (b'child_id,date_of_birth,area\nC1,x,"North\nC2,y,South\n',
         "row 2 cannot be read (unexpected end of data); look for a quotation mark that is not closed"),
        (b"", EMPTY), (b"\xef\xbb\xbf", EMPTY), (b"\r\n\r\n", EMPTY), (b",,,\nC1,x,North\n", EMPTY),
        (b"colour,size\nred,3\n", ("its header is not one that import knows; the first row names the columns of one of: "
         "staff, children, 903 Header, 903 Episodes, 903 UASC, reviews, 903 Reviews, responses, history")),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused_with_what_to_do(content: bytes, refusal: str) -> None:
    with pytest.raises(Unusable) as refused:
        list(delimited.read("x.csv", content).rows)
    assert str(refused.value) == refusal


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("email,name,role", "staff"),
        ("review_id,child_id,date", "reviews"),
        ("response_id,questionnaire,completed_on,question,answer,child_id,review_id,date", "responses"),
        ("period,indicator,count,base,percent,low,high,source", "history"),
        ("CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB", "header_903"),
        (
            "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN",
            "episodes_903",
        ),
        ("CHILD,DOB,REVIEW,REVIEW_CODE", "reviews_903"),
        ("CHILD,SEX,DOB,DUC", "uasc_903"),
    ],
)
def test_each_kind_is_recognised_by_its_header(header: str, kind: str) -> None:
    assert delimited.read("x.csv", f"{header}\n".encode()).kind.id == kind
