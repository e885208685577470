"""What the Bot API answers when it does not do something, word for word where programs look at the words."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(eq=False)
class Refusal(Exception):
    """An answer that is not "ok"."""

    status: int
    description: str
    parameters: dict[str, Any] = field(default_factory=dict)

    @property
    def body(self) -> dict[str, Any]:
        """The answer as it comes over the wire."""
        more = {"parameters": self.parameters} if self.parameters else {}
        return {"ok": False, "error_code": self.status, "description": self.description, **more}


def bad(description: str) -> Refusal:
    """A request that cannot be done."""
    return Refusal(400, f"Bad Request: {description}")


def too_many(seconds: int) -> Refusal:
    """A request too soon."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


BLOCKED = Refusal(403, "Forbidden: bot was blocked by the user")
DEACTIVATED = Refusal(403, "Forbidden: user is deactivated")
NOT_STARTED = Refusal(403, "Forbidden: bot can't initiate conversation with a user")
NO_CHAT = bad("chat not found")
NOT_MODIFIED = bad(
    "message is not modified: specified new message content and reply markup are exactly the same as a current"
    " content and reply markup of the message"
)
NO_EDIT = bad("message can't be edited")
EDIT_NOT_FOUND = bad("message to edit not found")
NO_DELETE = bad("message can't be deleted for everyone")
DELETE_NOT_FOUND = bad("message to delete not found")
TOO_OLD = bad("query is too old and response timeout expired or query ID is invalid")
OTHER_POLLER = Refusal(
    409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = Refusal(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first")
UNAUTHORIZED = Refusal(401, "Unauthorized")
GATEWAY = Refusal(502, "Bad Gateway")
UNKNOWN_METHOD = Refusal(404, "Not Found: method not found")
