"""What goes to a spreadsheet, and must not act there."""

#: A cell that begins so is taken for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: str) -> str:
    """The text of a cell, with an apostrophe in front where a spreadsheet would run it."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
