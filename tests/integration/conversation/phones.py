"""What happens on the phone: whoever it is bound to, and whatever old messages are still in the chat."""

import asyncio
from collections.abc import Coroutine, Sequence
from itertools import permutations
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from bot.buttons import FOR_HELP, OF_INVITATION, Button, Press, unpacked
from tests.integration.conversation.family import OWN_WORDS, Family, Past, Sibling
from tests.support.believed import Believed, Input, Stored
from tests.support.botapi.chats import Message

TEXTS = st.sampled_from(
    ["1", "2", "3", "9", "Never", "Yes", "12/3/2014", OWN_WORDS, "\u202eb\u0000d", "/help", "👩‍👩‍👧"]
)
LINE = "0800 1111"
Act = Coroutine[Any, Any, object]


class OnThePhone(Family):
    """The steps that are taken on the phone."""

    @initialize(answers=st.sampled_from([None, 0, 0, 1, 3]))
    def have_come_so_far(self, answers: int | None) -> None:
        """One of them may have begun on the phone already, and skipped so many questions."""
        self.invited()
        if answers is not None:
            self.opens_a_link_on_the_phone(0, old=False)
            self._taps_the("OK, let’s start")
            for _ in range(answers):
                self._taps_the("Skip")

    @rule(who=st.integers(0, 1), old=st.booleans())
    def opens_a_link_on_the_phone(self, who: int, old: bool) -> None:
        """The first link binds the phone; the sibling's is then as good as unknown, and so is one that was replaced."""
        sibling = self.siblings[who]
        generation = sibling.generation - (old and sibling.generation > 1)
        payload = self.service.vault.telegram_payload(sibling.invitation, generation)
        theirs = generation == sibling.generation and sibling.open and self.owner in (None, sibling)
        bound, self.owner = self.owner is not None, sibling if theirs else self.owner
        self.does(self.phone.type(f"/start {payload}"), self._came_back if theirs else _nothing, shows=theirs)
        assert theirs or not bound or self.phone.last.text.startswith("This link is not open.")

    @precondition(lambda self: self.owner)
    @rule()
    def starts_again(self) -> None:
        """Whatever has become of it meanwhile, they are told truly."""
        self.does(self.phone.type("/start"), self._came_back)
        assert self.owner is not None
        assert self.phone.last.text.startswith(_truth(self.owner)), self.phone.last.text

    @precondition(lambda self: self.owner)
    @rule()
    def stops(self) -> None:
        self.does(self.phone.type("/stop"), self._if_open(Believed.stopped))

    @rule(text=TEXTS)
    def types(self, text: str) -> None:
        self.does(self.phone.type(text), lambda it: self._typed(it, text))

    @rule(text=TEXTS)
    def edits_what_was_sent_long_ago(self, text: str) -> None:
        mine = [message for message in self.phone.screen if message.mine]
        if mine:
            self.does(self.phone.edit(mine[0], text), _nothing, shows=False)

    @precondition(lambda self: self.buttons)
    @rule(at=st.integers(0, 60), old=st.booleans())
    def taps(self, at: int, old: bool) -> None:
        """A button of the newest message, or of any that there ever was: it may be of what is over, or a sibling's."""
        self.taps_on(*self.a_button(at, old=old))

    def taps_on(self, message: Message, data: str) -> None:
        """Whatever button it is, it is answered, and a call for help with whom to ring."""
        button, holder, then = self.meant(data)
        self.does(self.phone.press(data, message), then, to=holder, shows=False)
        assert self.phone.note is not None
        if button.press in FOR_HELP:
            assert any(LINE in each.text for each in self.phone.shown)
        if holder is self.owner:
            self._shows_where_they_are()

    @precondition(lambda self: self.buttons and self.owner)
    @rule(at=st.integers(0, 60), times=st.integers(2, 3))
    def taps_more_than_once(self, at: int, times: int) -> None:
        message, data = self.a_button(at, old=False)
        _, holder, then = self.meant(data)
        if holder is self.owner:
            self.crossed([self.phone.press(data, message) for _ in range(times)], [then] * times)

    @precondition(lambda self: self.buttons and self.owner)
    @rule(at=st.integers(0, 60), text=TEXTS.filter(lambda text: text != "/help"))
    def taps_and_types_at_once(self, at: int, text: str) -> None:
        message, data = self.a_button(at, old=False)
        _, holder, then = self.meant(data)
        if holder is not None and holder is self.owner:
            acts = [self.phone.press(data, message), self.phone.type(text)]
            before = _stands(holder.believed)
            typed: Input = lambda it: self._typed(it, text) if _stands(it) == before else it  # noqa: E731  # beside the other
            self.crossed(acts, [then, typed])

    # How

    def _taps_the(self, label: str) -> None:
        data = dict(self.phone.last.buttons)[label]
        self.does(self.phone.press(data, self.phone.last), self.meant(data)[2])

    def does(self, act: Act, then: Input, *, to: Sibling | Past | None = None, shows: bool = True) -> None:
        """Something on the phone, taken in and answered; ``shows`` when it then shows where things stand."""
        self.house.run(self._delivered([act]))
        changed = to or self.owner
        if changed is not None:
            changed.believed = then(changed.believed)
        self._looks()
        if shows:
            self._shows_where_they_are()

    def crossed(self, acts: Sequence[Act], inputs: Sequence[Input], *, beside: Act | None = None) -> None:
        """Several things at once, which may have come in any order; ``beside`` is one that does not come by phone."""
        assert self.owner is not None
        self.house.run(self._delivered(acts, beside))
        stored = self.house.run(Stored.of(self.service, self.owner.invitation))
        orders = [_in_order(self.owner.believed, order) for order in permutations(inputs)]
        fitting = [believed for believed in orders if Stored.as_believed(believed) == stored]
        assert fitting, (stored, [Stored.as_believed(believed) for believed in orders])
        self.owner.believed = fitting[0]
        self._looks()

    async def _delivered(self, acts: Sequence[Act], beside: Act | None = None) -> None:
        """What Telegram brings, each update twice and all at once, as replicas may get it."""
        for act in acts:
            await act
        bot, waiting = self.house.bots[self.version], self.house.api.updates.living()
        taken = [bot.updates.take(update.body) for update in waiting for _ in range(2)]
        await asyncio.gather(*taken, *([beside] if beside else []))
        await bot.updates.drain()
        for update in waiting:
            await self.house.api.updates.take(update.id)

    def _looks(self) -> None:
        """One message has the buttons, but for those from before somebody let go of the phone; nobody's words are shown."""
        shown = self.phone.shown
        self.buttons += [
            (message, data) for message in shown for _, data in message.buttons if (message, data) not in self.buttons
        ]
        with_buttons = [message for message in shown if message.buttons and message not in self.left_behind]
        assert len(with_buttons) <= 1, [message.text for message in shown]
        assert not any(OWN_WORDS in message.text for message in shown)

    def _shows_where_they_are(self) -> None:
        """The last question in the chat is the open one."""
        now = self.owner.believed.step if self.owner and self.owner.open else None
        with_buttons = [each for each in self.phone.shown if each.buttons and each not in self.left_behind]
        if now is None or now.question is None or not with_buttons:
            return
        pressed = [unpacked(self.service.vault, data) for _, data in with_buttons[0].buttons]
        revisions = {each.revision for each in pressed if each and each.press not in OF_INVITATION}
        assert revisions <= {now.revision}, (revisions, now.revision)
        assert f"{now.done} of {now.of} done" in with_buttons[0].text or not revisions

    def a_button(self, at: int, *, old: bool) -> tuple[Message, str]:
        """One of the newest message's, or of any that there ever was."""
        newest = [(message, data) for message in self.phone.shown for _, data in message.buttons]
        choice = self.buttons if old or not newest else newest
        return choice[at % len(choice)]

    def meant(self, data: str) -> tuple[Button, Sibling | Past | None, Input]:
        """A button, whom a tap on it is about, and what that does."""
        button = unpacked(self.service.vault, data)
        assert button is not None
        if button.press in OF_INVITATION:
            theirs = self.owner is not None and self.owner.invitation == button.subject
            if button.press is Press.HELP_FIRST and not (theirs and self.owner and self.owner.open):
                return button, *self._calls(None)
            return button, self.owner if theirs else None, lambda it: self._invited(it, button) if theirs else it
        holder = self.holder(button.subject)
        if isinstance(holder, Sibling) and holder is self.owner and holder.open:
            return button, holder, lambda it: it.tapped(button)
        return button, *(self._calls(holder) if button.press is Press.HELP else (holder, _nothing))

    def _calls(self, holder: Sibling | Past | None) -> tuple[Sibling | Past | None, Input]:
        """A call for help from what takes nothing else is theirs whose button it was; or theirs whose phone it is now."""
        whose = holder.of if isinstance(holder, Past) else holder
        if self.owner is not None and whose is not self.owner:
            holder = self.owner if self.owner.believed.session else None
        return holder, Believed.called if holder else _nothing

    def _invited(self, believed: Believed, button: Button) -> Believed:
        if button.press is Press.HELP_FIRST:
            return believed.helped_first(self.asked)
        if button.press is Press.AGREE and not believed.on_paper:
            return self._if_open(lambda it: it.agreed(self.asked))(believed)
        return self._came_back(believed)

    def _typed(self, believed: Believed, text: str) -> Believed:
        """On the introduction a 1 is as good as its first button, which agrees."""
        if text == "/help":
            return believed
        agrees = believed.session is None and text == "1" and not believed.on_paper
        return self._if_open(lambda it: it.agreed(self.asked) if agrees else it.typed(text))(believed)

    def _came_back(self, believed: Believed) -> Believed:
        return self._if_open(lambda it: it.agreed(self.asked) if it.session else it)(believed)

    def _if_open(self, then: Input) -> Input:
        return then if self.owner and self.owner.open else _nothing


def _truth(sibling: Sibling) -> str:
    """How what they are told begins, where it is not a question."""
    if not sibling.open:
        return "There is nothing for you to answer just now."
    if sibling.believed.on_paper:
        return "We already have this from you on paper"
    over = sibling.believed.session is not None and not sibling.believed.open
    return "You have done this already" if over else ""


def _nothing(believed: Believed) -> Believed:
    return believed


def _stands(believed: Believed) -> object:
    """Where a conversation stands: what is typed before the tap beside it has moved it is for no other place."""
    return believed.session and (believed.session.revision, believed.session.status)


def _in_order(believed: Believed, inputs: tuple[Input, ...]) -> Believed:
    for each in inputs:
        believed = each(believed)
    return believed
