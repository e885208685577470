"""What can go wrong that a caller must tell apart.

SurveyError
 |- Refused            the input was refused; the message is a sentence for the person who gave it
 |   |- DefinitionError    problems in questionnaire definitions, all of them
 |   `- ImportRefused      problems in import files, the first twenty, each with its row
 |- UnknownInvitation  no such link, or one that has closed: the two look alike on purpose
 `- UnknownSession     a bearer token that opens nothing
"""

from collections.abc import Sequence


class SurveyError(Exception):
    """Root of the tree drawn above."""


class Refused(SurveyError):
    """The input was refused; ``str(error)`` is a sentence that says what to do."""


class _Problems(Refused):
    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class DefinitionError(_Problems):
    """Questionnaire definitions with problems; ``problems`` lists every one."""


class ImportRefused(_Problems):
    """Import files with errors; ``problems`` lists at most twenty, row-numbered."""


class UnknownInvitation(SurveyError):
    """No open invitation answers to this token or code."""


class UnknownSession(SurveyError):
    """No session answers to this bearer token."""
