"""A whole questionnaire over Telegram, against a Bot API that nobody here wrote."""

from surveys.questionnaire.definition import Kind, Question
from surveys.service import answering
from surveys.service.context import Service
from surveys.storage.models import Answer, Invitation, Response
from tests.support.telegram import Chat

TYPED = "I'd like to see my sister, *more* often_ [really] <3"


async def test_by_polling(service: Service, invitation: Invitation, polled: object, chat: Chat) -> None:
    await walk_through(service, invitation, chat)


async def test_by_webhook(service: Service, invitation: Invitation, hooked: object, chat: Chat) -> None:
    await walk_through(service, invitation, chat)


async def walk_through(service: Service, invitation: Invitation, chat: Chat) -> None:
    await chat.type(f"/start {service.vault.telegram_payload(invitation.id, 1)}")
    await chat.settled(lambda it: "OK, let’s start" in it.last.labels)
    await chat.tap("OK, let’s start")
    await chat.settled(lambda it: "Skip" in it.last.labels)
    given = await answer_everything(service, invitation, chat)
    await chat.settled(lambda it: it.last.text.startswith("All done") and len(it.screen) == 1 + LASTING)
    shown = "\n".join(message.text for message in chat.screen)
    assert [message.labels for message in chat.screen] == [()] * len(chat.screen)
    assert [word for word in given if len(word) > 3 and word in shown] == []
    refused = {entry["method"] for entry in chat.telegram.emulator.requests if entry["status"] != 200}
    assert refused == set()
    response = await Response.get(invitation_id=invitation.id)
    answers = await Answer.filter(response_id=response.id, state="answered").count()
    assert (response.status, response.channel, answers) == ("finished", "telegram", len(given))


#: The help lines, shown because the last option of the question about safety is "Never".
LASTING = 1


async def answer_everything(service: Service, invitation: Invitation, chat: Chat) -> list[str]:
    """Give the last option or some text to every question; returns what was given."""
    given: list[str] = []
    while True:
        turn = await answering.look_at_invitation(service, invitation.id)
        question = turn.step.question
        if question is None:
            return given
        await showing(chat, question)
        given.append(await answer(chat, question))
        await moved(service, invitation, chat, turn.session.revision)


async def showing(chat: Chat, question: Question) -> None:
    await chat.settled(lambda it: question.prompt in it.last.text and it.last.buttons)


async def answer(chat: Chat, question: Question) -> str:
    match question.kind:
        case Kind.CHOICE | Kind.SCALE:
            await chat.tap(question.options[-1].label)
            return question.options[-1].label
        case Kind.CHOICES:
            label = question.options[0].label
            await chat.tap(f"☐ {label}")
            await chat.settled(lambda it: f"☑ {label}" in it.last.labels)
            await chat.tap("Done")
            return label
        case Kind.NUMBER | Kind.DATE | Kind.TEXT:
            text = {Kind.NUMBER: "3", Kind.DATE: "27/3/2014", Kind.TEXT: TYPED}[question.kind]
            await chat.type(text)
            return text


async def moved(service: Service, invitation: Invitation, chat: Chat, revision: int) -> None:
    async with chat.telegram.changed:
        while (await answering.look_at_invitation(service, invitation.id)).session.revision == revision:
            await chat.telegram.changed.wait()
