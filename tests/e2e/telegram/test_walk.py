"""A whole questionnaire over Telegram, against a Bot API that nobody here wrote."""

from surveys.questionnaire.definition import Kind, Question
from surveys.service import answering
from surveys.service.context import Service
from surveys.storage.models import Answer, Invitation, Response
from tests.support.telegram import Chat, Message

TYPED = "I'd like to see my sister, *more* often_ [really] <3"


def payload(service: Service, invitation: Invitation) -> str:
    return service.vault.telegram_payload(invitation.id, 1)


async def walk(service: Service, invitation: Invitation, chat: Chat) -> list[str]:
    """Answer everything that is asked; returns the words that were given."""
    given = []
    while True:
        turn = await answering.look_at_invitation(service, invitation.id)
        question = turn.step.question
        if question is None:
            return given
        shown = await showing(chat, question)
        given.append(await answer(chat, question, shown))
        await moved(service, invitation, chat, turn.session.revision)


async def showing(chat: Chat, question: Question) -> Message:
    await chat.settled(lambda it: question.prompt in it.last.text and it.last.buttons)
    return chat.last


async def answer(chat: Chat, question: Question, shown: Message) -> str:
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


async def walk_through(service: Service, invitation: Invitation, chat: Chat) -> None:
    await chat.type(f"/start {payload(service, invitation)}")
    await chat.settled(lambda it: "OK, let’s start" in it.last.labels)
    await chat.tap("OK, let’s start")
    await chat.settled(lambda it: "Skip" in it.last.labels)
    given = await walk(service, invitation, chat)
    await chat.settled(lambda it: it.last.text.startswith("All done"))
    assert [message.buttons for message in chat.screen] == [()] * len(chat.screen)
    shown = "\n".join(message.text for message in chat.screen)
    assert [word for word in given if len(word) > 3 and word in shown] == []
    response = await Response.get(invitation_id=invitation.id)
    answers = await Answer.filter(response_id=response.id, state="answered").count()
    assert (response.status, response.channel, answers) == ("finished", "telegram", len(given))


async def test_by_polling(service: Service, invitation: Invitation, polled: object, chat: Chat) -> None:
    await walk_through(service, invitation, chat)


async def test_by_webhook(service: Service, invitation: Invitation, hooked: object, chat: Chat) -> None:
    await walk_through(service, invitation, chat)
