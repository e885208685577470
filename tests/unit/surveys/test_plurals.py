from surveys.plurals import many


def test_counts_agree_with_their_words() -> None:
    assert [many(number, "form") for number in (0, 1, 2)] == ["0 forms", "1 form", "2 forms"]
    assert [many(number, "child", "children") for number in (0, 1, 2)] == ["0 children", "1 child", "2 children"]
