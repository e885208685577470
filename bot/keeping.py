"""What is kept of a chat's screen while something is said to it: which message has the buttons, and since when."""

from bot.calls import Calls, Clear, Edit, Saying, Send, asked_in, pages
from surveys.crashpoint import crashpoint
from surveys.storage import telegram
from surveys.storage.telegram import Account


async def sets_out(account: Account, left: Calls) -> None:
    """Keep that a question is about to be shown, before it is, where what is typed could be taken for its answer.

    A message that is there already has it when Telegram has changed it.
    """
    if asked_in(tuple(call for call in left if isinstance(call, Send))) or _takes_words(left):
        await telegram.setting_out(account.id)
        crashpoint("question-setting-out")


async def arrived(account: Account, saying: Saying) -> None:
    """Keep where the buttons are: where they were, unless that message was dealt with or others were shown."""
    is_kept, shown = account.asked_from is not None and account.asked_from >= 0, saying.prompt
    if shown is None:
        dealt_with = {call.message for call in saying.made if isinstance(call, Edit | Clear)}
        if account.prompt in dealt_with:
            await telegram.nothing_shown(account.id)
    elif shown != account.prompt or not is_kept or _takes_words(saying.made):
        first = account.asked_from is None or any(page.asks and not page.again for page in pages(saying.made))
        await telegram.shown(account.id, shown, first=first, asks=asked_in(saying.made))


def _takes_words(calls: Calls) -> bool:
    """Whether a question among these takes whatever is typed."""
    return any(page.words for page in pages(calls))
