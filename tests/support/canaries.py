"""A thousand words that must never be found: names, ids, links, codes, typed words, keys. Each is there once."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

CHILDREN, STAFF = 100, 10
_HEADS = {
    "staff": "email,name,role",
    "children": "child_id,date_of_birth,area,first_name,iro",
    "reviews": "review_id,child_id,date,iro,status",
    "responses": "response_id,questionnaire,completed_on,question,answer,child_id,review_id",
}


@dataclass
class Canaries:
    """Every canary that was let out, in the order of its making."""

    out: list[str] = field(default_factory=list)

    @property
    def made(self) -> int:
        """How many there are."""
        return len(self.out)

    def new(self, what: str) -> str:
        """A word found nowhere else that looks like what it stands for."""
        return self.let_out(f"{what}{secrets.token_hex(5)}")

    def number(self) -> int:
        """A number like one of Telegram's accounts."""
        return int(self.let_out(str(7_000_000_000_000 + secrets.randbelow(10**12))))

    def let_out(self, word: str) -> str:
        """Count a word of somebody else's making among them."""
        self.out.append(word)
        return word


def lay_out(canaries: Canaries, folder: Path) -> None:
    """Write a council's files: children of ten and of sixteen, each with a held and a planned review and a paper form."""
    folder.mkdir()
    for name, rows in _tables(canaries).items():
        lines = [_HEADS[name], *(",".join(row) for row in rows)]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _tables(canaries: Canaries) -> dict[str, list[tuple[str, ...]]]:
    emails = [f"{canaries.new('officer.')}@westmarsh.example" for _ in range(STAFF)]
    tables: dict[str, list[tuple[str, ...]]] = {
        "staff": [(email, canaries.new("Offîcer Ñame "), "iro") for email in emails],
        "children": [],
        "reviews": [],
        "responses": [],
    }
    for number in range(CHILDREN):
        _child(canaries, tables, emails[number % STAFF], born="1998-01-05" if number % 2 else "2003-05-05")
    return tables


def _child(canaries: Canaries, tables: dict[str, list[tuple[str, ...]]], iro: str, *, born: str) -> None:
    child, held, planned = canaries.new("CHILD-"), canaries.new("HELD-"), canaries.new("PLANNED-")
    tables["children"].append((child, born, "North", canaries.new("Zoë Ångström "), iro))
    tables["reviews"] += [(held, child, "2014-02-03", iro, "held"), (planned, child, "2014-04-10", iro, "planned")]
    form, typed = canaries.new("PAPER-"), canaries.new("I wish for ")
    about = (form, "consultation", "2014-02-01")
    tables["responses"] += [(*about, "going_well", typed, child, held), (*about, "know_pledge", "know", child, held)]


def planned_reviews(canaries: Canaries) -> Iterator[str]:
    """The ids of the reviews that invitations are about."""
    return (word for word in canaries.out if word.startswith("PLANNED-"))
