"""How many of something, in words. Commands, reports and their cautions say it alike."""


def many(number: int, one: str, more: str = "") -> str:
    """``1 form``, ``2 forms``; ``more`` where it is not made with an s."""
    return f"{number} {one if number == 1 else more or one + 's'}"
