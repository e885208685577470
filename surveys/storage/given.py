"""What was given to a question, as rows of answers have it."""

#: What an answer can be: given, passed over, or taken back because the question is asked no more.
ANSWERED, SKIPPED, WITHDRAWN = "answered", "skipped", "withdrawn"


def codes_of(text: str) -> tuple[str, ...]:
    """The codes of the options that were chosen; none where it was passed over or typed."""
    return tuple(filter(None, text.split("|")))
