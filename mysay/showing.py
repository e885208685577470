"""A consultation's answers as a page for its IRO: Markdown for a terminal, HTML to print."""

import re

from mysay.pages import template
from surveys.service.answers import Consultation, Said

_MARKS = re.compile(r"([\\`*_\[\]<>]|^#)")
#: Everything that could steer a terminal; a line break is let through.
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def markdown(consultation: Consultation) -> str:
    """The answers as Markdown. What a young person typed is quoted, and cannot act as markup."""
    parts = [f"# Before the review on {consultation.review_on:%d/%m/%Y}", "\n".join(_facts(consultation))]
    parts += [f"## {_plain(said.prompt)}\n\n{_answer(said)}" for said in consultation.said]
    parts += [_listed("Skipped", consultation.skipped), _listed("Not asked", consultation.not_asked)]
    return "\n\n".join(part for part in parts if part) + "\n"


def html(consultation: Consultation) -> str:
    """The answers as one self-contained page; everything is escaped."""
    return template("answers.html").render(consultation=consultation)


def _facts(consultation: Consultation) -> list[str]:
    finished = consultation.finished_on
    return [
        f"- Child: {_plain(consultation.child_id)}",
        f"- Review: {_plain(consultation.review_id)}",
        f"- Response: {_plain(consultation.response_id)}",
        f"- Questionnaire: {consultation.variant}, by {_plain(consultation.channel)}",
        f"- Finished on {finished:%d/%m/%Y}" if finished else "- Not finished: this is as far as they have got",
    ]


def _answer(said: Said) -> str:
    if said.typed:
        return "  \n".join(f"> {_plain(line)}" for line in said.answers[0].splitlines())
    return "\n".join(f"- {_plain(answer)}" for answer in said.answers)


def _listed(title: str, prompts: tuple[str, ...]) -> str:
    lines = "\n".join(f"- {_plain(prompt)}" for prompt in prompts)
    return f"## {title}\n\n{lines}" if prompts else ""


def _plain(text: str) -> str:
    return _MARKS.sub(r"\\\1", _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text))
