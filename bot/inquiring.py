"""What Telegram itself says about where updates go."""

from dataclasses import dataclass
from datetime import datetime

from bot.transport import UNANSWERED, BotApi


@dataclass(frozen=True, slots=True)
class Hook:
    """Where Telegram posts updates ("" for nowhere: they are polled), how many wait there, and when posting last failed."""

    address: str
    waiting: int
    failed_at: datetime | None
    failed_because: str


async def hook(token: str, api_url: str) -> Hook | None:
    """Ask Telegram; None when it does not answer."""
    api = BotApi(token, api_url)
    try:
        info = await api.bot.get_webhook_info()
    except UNANSWERED:
        return None
    finally:
        await api.close()
    return Hook(info.url, info.pending_update_count, info.last_error_date, info.last_error_message or "")
