"""The tables. Names, contact handles, external ids and typed answers are sealed before they get here.

``*_hash`` columns hold keyed hashes, for looking up what is sealed; ``*_sealed`` columns hold
:class:`surveys.storage.vault.Vault` ciphertext bound to table, row and column. Row ids are ours,
so that they exist for that binding before the insert. Unique keys are ``unique`` or
``unique_together`` because Tortoise does not create ``Meta.constraints`` on a new table.
"""

from surveys.storage.models.asking import Answer, Invitation, QuestionnaireVersion, Response, Review
from surveys.storage.models.figures import Bygone, Code, CountedAnswer, PrintedFigure, Tally
from surveys.storage.models.keeping import Audit, Erasure, Secret
from surveys.storage.models.people import Child, Staff
from surveys.storage.models.sending import Alert, Failing, Mark, Outgoing, Received, TelegramAccount

__all__ = [
    "Alert",
    "Answer",
    "Audit",
    "Bygone",
    "Child",
    "Code",
    "CountedAnswer",
    "Erasure",
    "Failing",
    "Invitation",
    "Mark",
    "Outgoing",
    "PrintedFigure",
    "QuestionnaireVersion",
    "Received",
    "Response",
    "Review",
    "Secret",
    "Staff",
    "Tally",
    "TelegramAccount",
]
