"""What the council does meanwhile, by its own commands: to links, accounts, reviews, forms, responses, and people."""

from collections.abc import Awaitable
from datetime import date
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from surveys.errors import Refused
from surveys.service import alerts, answers, erasing, inviting, staffing, voiding
from surveys.service.answers import Consultation
from surveys.service.selecting import Selection
from tests.integration.conversation.family import TODAY, Past, Sibling
from tests.integration.conversation.phones import OnThePhone
from tests.support.believed import Believed
from tests.support.council import changes_a_review, keys_a_paper_form

#: What any paper form says: something that both versions ask.
FORM = {"question": "feel_safe", "answer": "mostly"}
REASON = "because of the test"
DAYS = st.sampled_from([date(2014, 3, 27), TODAY, date(2014, 3, 31), date(2014, 4, 10)])
WHO = st.integers(0, 1)


class AtTheCouncil(OnThePhone):
    """The steps that staff take."""

    @rule()
    def the_questions_change(self) -> None:
        """From now on the other version answers, as after an upgrade; whoever has begun stays with theirs."""
        self.version = 1 - self.version

    @rule(who=WHO, day=DAYS, status=st.sampled_from(["planned", "planned", "held", "cancelled"]))
    def moves_a_review(self, who: int, day: date, status: str) -> None:
        """Its link closes, or opens again."""
        sibling = self.siblings[who]
        change = changes_a_review(
            self.service, self.house.folder, sibling.review, child=sibling.child, day=day.isoformat(), status=status
        )
        self.house.run(change)
        sibling.day, sibling.status = day, status

    @rule(who=WHO)
    def replaces_a_link(self, who: int) -> None:
        """Where nobody would be asked any more, that is refused."""
        sibling = self.siblings[who]
        over = sibling.believed.step is not None and sibling.believed.step.kind == "finished"
        asked = sibling.status == "planned" and sibling.open and not over and not sibling.believed.on_paper
        renewing = inviting.invite(self.service, Selection(reviews=(sibling.review,)), bot_name=_no_bot, renew=True)
        assert self._refused(renewing) != asked
        sibling.generation += asked

    @precondition(lambda self: self.owner)
    @rule()
    def lets_go_of_the_phone(self) -> None:
        assert self.owner is not None
        self.house.run(staffing.unbind(self.service, self.owner.child, actor="qa"))
        self._is_left_behind()

    @precondition(lambda self: self.owner)
    @rule(at=st.integers(0, 60))
    def gives_the_phone_to_the_other(self, at: int) -> None:
        """What is in the chat is the first one's; the second taps on it, and moves nothing of theirs."""
        other = next(place for place, each in enumerate(self.siblings) if each is not self.owner)
        self.lets_go_of_the_phone()
        self.opens_a_link_on_the_phone(other, old=False)
        before = [(message, data) for message in self.left_behind for _, data in message.buttons]
        if before:
            self.taps_on(*before[at % len(before)])

    @rule(who=WHO)
    def keys_a_form(self, who: int) -> None:
        """A form from paper takes the place of what is not finished; it is not applied to what is."""
        sibling = self.siblings[who]
        if sibling.form is None:
            ref = self._called(sibling)
            self.house.run(self._keyed(sibling, ref))
            self._is_papered(sibling, ref, sibling.believed.papered())

    @precondition(lambda self: self.owner and self.buttons and self.owner.open and not self.owner.form)
    @rule(at=st.integers(0, 60), old=st.booleans())
    def keys_a_form_while_they_tap(self, at: int, old: bool) -> None:
        message, data = self.a_button(at, old=old)
        _, holder, then = self.meant(data)
        sibling = self.owner
        if sibling is not None and holder is sibling:
            ref = self._called(sibling)
            keying = self._keyed(sibling, ref)
            self.crossed([self.phone.press(data, message)], [then, Believed.papered], beside=keying)
            self._is_papered(sibling, ref, sibling.believed)

    @rule(who=WHO, which=st.integers(0, 5))
    def imports_a_form_once_more(self, who: int, which: int) -> None:
        """What stands stands, and what was taken out stays out; what was not applied may be now."""
        sibling = self.siblings[who]
        if sibling.keyed:
            ref = list(sibling.keyed)[which % len(sibling.keyed)]
            once, refused = sibling.keyed[ref], self._refused(self._keyed(sibling, ref))
            assert refused == (not once and sibling.form is not None)
            if not refused and not once:
                self._is_papered(sibling, ref, sibling.believed.papered())

    @rule(who=WHO)
    def takes_out_a_form(self, who: int) -> None:
        sibling = self.siblings[who]
        if sibling.form is not None:
            self.house.run(voiding.void(self.service, sibling.form, reason=REASON, actor="qa"))
            sibling.believed, sibling.form = sibling.believed.unpapered(), None

    @rule(who=WHO)
    def takes_out_a_response(self, who: int) -> None:
        """As a trial: a new link begins afresh, unless a form from paper stands."""
        sibling = self.siblings[who]
        session = self.session_of(sibling)
        if session is not None:
            self.house.run(voiding.void(self.service, str(session), reason=REASON, actor="qa"))
            sibling.past.append(Past(session, sibling.believed, sibling))
            sibling.generation += 1
            sibling.believed = Believed(on_paper=sibling.believed.on_paper)

    @rule(who=WHO)
    def sees_to_their_calls(self, who: int) -> None:
        sibling = self.siblings[who]
        self.house.run(self._acknowledged(sibling))
        holders: list[Sibling | Past] = [sibling, *sibling.past]
        for each in holders:
            each.believed = each.believed.acknowledged()

    @rule(who=WHO)
    def erases(self, who: int) -> None:
        """Refused while a call waits; somebody else is invited in their place."""
        sibling = self.siblings[who]
        sibling.responses = self.responses_of(sibling)
        refused = self._refused(erasing.erase(self.service, sibling.child, reason=REASON, actor="qa"))
        assert refused == (sibling.calls > 0)
        if not refused:
            sibling.erased = True
            self.erased.append(sibling)
            if sibling is self.owner:
                self._is_left_behind()
            self.siblings[who] = self.house.run(self.a_sibling())

    @rule(who=WHO)
    def reads_what_they_said(self, who: int) -> None:
        """Before the review their IRO reads exactly what they were shown as saved, or the form in its place."""
        sibling = self.siblings[who]
        asked = self.asked.by_id[FORM["question"]]
        on_paper = [(asked.prompt, tuple(each.label for each in asked.options if each.code == FORM["answer"]))]
        read = self.house.run(_read(answers.read(self.service, sibling.review, actor="iro")))
        assert read == (on_paper if sibling.form else sibling.believed.saved)

    # How

    def _called(self, sibling: Sibling) -> str:
        return f"F-{sibling.child}-{len(sibling.keyed)}"

    async def _keyed(self, sibling: Sibling, ref: str) -> None:
        await keys_a_paper_form(self.service, self.house.folder, ref, about=sibling.review, **FORM)

    def _is_papered(self, sibling: Sibling, ref: str, believed: Believed) -> None:
        """It stands in the place of whatever there was, unless that was finished."""
        sibling.believed = believed
        sibling.form = ref if believed.on_paper else None
        sibling.keyed[ref] = believed.on_paper

    async def _acknowledged(self, sibling: Sibling) -> None:
        for each in await alerts.waiting(self.service):
            if each.child_id == sibling.child:
                await alerts.acknowledge(self.service, each.id, actor="duty")

    def _is_left_behind(self) -> None:
        """The phone is nobody's: what is in the chat is from before, and its buttons are old."""
        self.owner = None
        self.left_behind += self.phone.shown

    def _refused(self, deed: Awaitable[Any]) -> bool:
        async def tried() -> bool:
            try:
                await deed
            except Refused:
                return True
            return False

        return self.house.run(tried())


async def _no_bot() -> None:
    return None


async def _read(reading: Awaitable[Consultation]) -> list[tuple[str, tuple[str, ...]]] | None:
    """What is read: prompts and answers; None where there is nothing to read."""
    try:
        return [(each.prompt, each.answers) for each in (await reading).said]
    except Refused:
        return None
