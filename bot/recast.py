"""Calls recast: what was composed before something else was said, or long ago, as it would be composed now.

Pure: which message has the buttons by now, and where the young person stands, come as arguments.
"""

from bot.calls import Call, Calls, Clear, Edit, Page, Saying, Send, asked_in, pages
from bot.showing import Showing


def moved(calls: Calls, *, tapped: int | None, prompt: int, made: Calls = ()) -> Calls:
    """Calls about the message that had the buttons, made about the ``prompt`` that has them now.

    The one that was ``tapped`` may have become words that must stay; it takes no question, unless it is the newer one.
    ``made`` are the calls that were made before these.
    """
    screen = max(tapped or 0, prompt)
    turned = tuple(_turned_to(call, tapped, screen) for call in calls if not isinstance(call, Clear))
    edited = {call.message for call in (*made, *turned) if isinstance(call, Edit)}
    replaced = any(page.rows for page in pages(turned)) or len(turned) < len(calls)
    return (*turned, Clear(prompt)) if replaced and prompt not in edited else turned


def renewed(saying: Saying, stands: Page | None, *, tapped: int | None, prompt: int | None) -> Calls:
    """What is left to be said, looked over; ``prompt`` has the buttons now, if any message has.

    The last page says where the young person stands. Where they stand elsewhere by now, it says that instead:
    ``stands`` is the page that does, None where they stand nowhere.
    """
    instead = stands if stands and _is_elsewhere(saying, stands) else None
    left = _with(instead, saying) if instead else saying.left
    if prompt is None:
        return left
    left = moved(left, tapped=saying.prompt or tapped, prompt=prompt, made=saying.made)
    if instead and saying.prompt and saying.prompt < prompt:
        return (*left, Clear(saying.prompt))
    return left


def righted(showing: Showing, stands: Page | None, *, prompt: int | None, lines: Page | None) -> Calls:
    """What puts a screen right that another process has crossed: it has moved the session, or shown something itself.

    ``prompt`` has the buttons now as far as anybody knows. The newer message of its and ours keeps them, and shows where
    they stand. What we have turned into words is said once more. ``lines`` say who can be rung, where there was a call
    for help: what we have overwritten or taken away may have been the other's words.
    """
    ours, theirs = showing.saying.prompt or 0, prompt or 0
    older = set(showing.old) | ({ours} if ours < theirs else set())
    said = (Send(lines),) if lines and showing.has_cleared else ()
    shows = _shown_there(ours, theirs, stands) if ours < theirs else _shown_here(showing, ours, theirs, stands)
    gone = tuple(Edit(each, lines) if lines else Clear(each) for each in sorted(older - {0, theirs}))
    return (*showing.words, *said, *shows, *gone)


def without_repeats(calls: Calls) -> Calls:
    """What is said once more left out. Words beside it, such as who can be rung, are said all the same."""
    return tuple(call for call in calls if not isinstance(call, Clear) and not _is_again(call))


def _shown_here(showing: Showing, ours: int, theirs: int, stands: Page | None) -> Calls:
    """Our message shows where they stand, and the other's goes."""
    shows = (Edit(ours, stands),) if stands and stands.asks != showing.asks else ()
    has_words = any(isinstance(call, Edit) and call.message == theirs for call in showing.words)
    return (*shows, Clear(theirs)) if 0 < theirs < ours and not has_words else shows


def _shown_there(ours: int, theirs: int, stands: Page | None) -> Calls:
    """The other's message shows where they stand, unless that is the end, and we have said it."""
    if stands is None:
        return ()
    return (Edit(theirs, stands) if ours or stands.rows else Clear(theirs),)


def _is_again(call: Call) -> bool:
    return isinstance(call, Send | Edit) and call.page.again


def _turned_to(call: Call, tapped: int | None, screen: int) -> Call:
    if isinstance(call, Edit) and (call.message != tapped or call.page.rows):
        return Edit(screen, call.page)
    return call


def _is_elsewhere(saying: Saying, stands: Page) -> bool:
    """Whether all that is said comes to another question, or end. Words by themselves come to none."""
    all_of_it = (*saying.made, *saying.left)
    return _changes_screen(all_of_it) and asked_in(all_of_it) != stands.asks


def _changes_screen(calls: Calls) -> bool:
    """Whether the buttons that were there are dealt with: words by themselves leave them alone."""
    return any(isinstance(call, Edit | Clear) for call in calls) or any(page.rows for page in pages(calls))


def _with(page: Page, saying: Saying) -> Calls:
    """The calls left, with this page for their last one; without any, it takes the place of the one that was shown."""
    for place in reversed(range(len(saying.left))):
        call = saying.left[place]
        if isinstance(call, Send | Edit):
            one: Call = Edit(call.message, page) if isinstance(call, Edit) else Send(page)
            return (*saying.left[:place], one, *saying.left[place + 1 :])
    return (Edit(saying.prompt, page) if saying.prompt else Send(page), *saying.left)
