"""A newsroom of any size: rows as a year of work leaves them, copied into the database.

They come past the pipeline, but through all constraints and triggers; the same number gives the
same rows each time. Call it on an empty desk that has one account, the administrator's.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group
from django.core.management.color import no_style
from django.db import connection, models
from django.utils import timezone

from claims import demo
from claims.models import (
    Alert,
    Claim,
    Claimant,
    DismissalReason,
    Document,
    Event,
    Extraction,
    Kind,
    Occurrence,
    Revision,
    SavedView,
    User,
)

# Of a hundred claims, so many are in each state.
STATES = {
    "new": 38,
    "dismissed": 37,
    "published": 10,
    "checking": 6,
    "parked": 4,
    "in_review": 2,
    "approved": 2,
    "retracted": 1,
}
KINDS = dict(zip(Kind.values, (30, 12, 9, 7, 14, 6, 5, 5, 4, 5, 2, 1), strict=True))
TAGS = ("budget", "election", "housing", "health", "climate", "migration", "schools", "water")
PEOPLE = 20
CLAIMS_A_DOCUMENT = 10
# What the searches look for: in every third claim, in one of a thousand, in none.
COMMON, RARE, ABSENT = "council", "zeppelin", "quokka"
FAMOUS = "Volodymyr Zelensky"

FIRST = "Ada Ben Cleo Dana Emil Fay Gus Hana Ivo June Kai Lea Max Nora Otto Pia Rosa Sam Tess"
LAST = ("b br d dr f g h k l m n p r s st t v w", "a e i o u ai ei ou", "l n r s t") * 2


@dataclass
class Rows:
    """What will be copied, a list for each table."""

    of: dict[type[models.Model], list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, model: type[models.Model], **values: Any) -> int:
        rows = self.of.setdefault(model, [])
        rows.append({"id": len(rows) + 1, **values})
        return len(rows)


def fill(claims: int) -> None:
    """Make so many claims, with their documents, people, histories and saved views."""
    chance = random.Random(4)  # noqa: S311 - nobody's secret
    _people()
    rows = Rows()
    names = list(itertools.islice(_names(chance), max(20, claims // 25)))
    for name in names:
        rows.add(Claimant, name=name, role="Councillor", aliases=[])
    words = running_words()
    while len(rows.of.get(Claim, ())) < claims:
        _document(rows, chance, words, min(CLAIMS_A_DOCUMENT, claims - len(rows.of.get(Claim, ()))))
    for model, values in rows.of.items():
        copy_rows(model, values)
    _views()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _people() -> None:
    reporters = Group.objects.get(name="Reporter")
    for number in range(PEOPLE):
        person = User.objects.create(
            username=f"reporter{number}", first_name="Reporter", last_name=f"No {number}"
        )
        person.groups.add(reporters)


def _names(chance: random.Random) -> Iterator[str]:
    """The famous one and then others, each once."""
    yield FAMOUS
    parts = [part.split() for part in LAST]
    seen = set()
    while True:
        last = "".join(chance.choice(part) for part in parts).title()
        name = f"{chance.choice(FIRST.split())} {last}"
        if name not in seen:
            seen.add(name)
            yield name


def running_words() -> list[str]:
    """The demo's words in their order, so that common ones are as common as in real texts."""
    texts = sorted(demo.TEXTS.glob("*.txt"))
    return [
        word.strip("“”‘’.,:;!?()—")
        for path in texts
        for word in path.read_text(encoding="utf-8").split()
    ]


def _document(rows: Rows, chance: random.Random, words: list[str], claims: int) -> None:
    """A document of some 500 words with so many claims in it, and all that belongs to these."""
    number = len(rows.of.get(Document, ())) + 1
    text, places = "", []
    for _ in range(claims):
        quote = _sentence(chance, words, COMMON if chance.random() < 0.33 else "", number)
        text += f"{_sentence(chance, words)} {_sentence(chance, words)}\n\n"
        places.append((len(text), quote))
        text += f"{quote} {_sentence(chance, words)}\n\n"
    text = f"{text}Edition {number}."
    now = timezone.now()
    document = rows.add(
        Document,
        title=f"{_some(chance, words, 5)}, edition {number}",
        outlet=chance.choice(("Courier", "Morning Post", "Radio 4", "")),
        published_on=dt.date(2026, 1, 1) + dt.timedelta(days=number % 300),
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
    done = {"state": "done", "attempt": 1, "started_at": now, "finished_at": now}
    extraction = rows.add(Extraction, document_id=document, claims_found=claims, **done)
    for start, quote in places:
        _claim(rows, chance, document, extraction, start, quote)


def _sentence(
    chance: random.Random, words: list[str], with_word: str = "", edition: int = 0
) -> str:
    said = _some(chance, words, 11).split()
    if with_word:
        said.insert(chance.randrange(len(said)), with_word)
    if edition % 1000 == 1:
        said.append(RARE)
    return f"{' '.join(said).capitalize()} by {chance.randrange(2, 99)} percent."


def _some(chance: random.Random, words: list[str], number: int) -> str:
    at = chance.randrange(len(words) - number)
    return " ".join(words[at : at + number])


def _claim(
    rows: Rows, chance: random.Random, document: int, extraction: int, start: int, quote: str
) -> None:
    kind = _weighted(chance, KINDS)
    score = round(chance.betavariate(2, 2), 6)
    state = _weighted(chance, STATES)
    claimants = rows.of[Claimant]
    # The first few speak most, as in a newsroom's own town.
    claimant = min(int(chance.paretovariate(0.6)), len(claimants))
    claim = rows.add(
        Claim,
        statement=quote,
        kind=kind,
        kinds=[kind],
        score=score,
        reasons=["a number", "attributed speech, “said”"],
        priority=round(score * 100),
        due_on=_due_on(chance) if kind in ("promise", "prediction") else None,
        tags=[chance.choice(TAGS)] if chance.random() < 0.1 else [],
        **_in_state(chance, state),
    )
    rows.add(Revision, claim_id=claim, number=1, statement=quote)
    if state == "published" and claim % 10 == 0:
        words = "It was to be looked at again by now: is the verdict still right?"
        rows.add(Alert, claim_id=claim, kind="review", words=words, on=dt.date(2026, 1, 1))
    rows.add(
        Occurrence,
        claim_id=claim,
        document_id=document,
        extraction_id=extraction,
        start=start,
        end=start + len(quote),
        quote=quote,
        speaker=claimants[claimant - 1]["name"],
        role="Councillor",
    )
    rows.add(Claim.claimants.through, claim_id=claim, claimant_id=claimant)
    rows.add(
        Event,
        action="claim.extracted",
        object_type="claim",
        object_id=claim,
        claim_id=claim,
        document_id=document,
        after={"statement": quote},
    )


def _in_state(chance: random.Random, state: str) -> dict[str, Any]:
    """A state with what has to go with it."""
    facts: dict[str, Any] = {"state": state, "is_live": state == "published"}
    if state not in ("new", "dismissed", "parked"):
        # One of the people; the first account is the administrator's.
        facts["assignee_id"] = chance.randrange(1, PEOPLE + 2)
    if state == "dismissed":
        facts["dismissal_reason"] = chance.choice(DismissalReason.values)
    if state == "parked":
        facts["parked_until"] = dt.date(2027, 1, 1)
    return facts


def _due_on(chance: random.Random) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=chance.randrange(-60, 700))


def _weighted(chance: random.Random, weights: Mapping[str, int]) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def _views() -> None:
    """Saved views as people have them: some their own, some shared."""
    owners = User.objects.order_by("id")
    queries = ("state=open&tag=budget", f"state=all&q={COMMON}", "kind=promise&sort=due", "q=Ada")
    for owner in owners[:3]:
        for number, query in enumerate(queries):
            SavedView.objects.create(
                owner=owner, name=f"View {number}", query=query, is_shared=number % 2 == 0
            )


def copy_rows(model: type[models.Model], rows: Iterable[dict[str, Any]]) -> None:
    """COPY rows into a table, what they leave out as the model has it from the start."""
    columns = [one for one in model._meta.concrete_fields if not one.generated]
    defaults = {one.attname: one.get_default() for one in columns}
    defaults |= {
        one.attname: timezone.now()
        for one in columns
        if getattr(one, "auto_now", False) or getattr(one, "auto_now_add", False)
    }
    # Our own names of tables and columns.
    names = ", ".join(f'"{one.column}"' for one in columns)
    command = f'COPY "{model._meta.db_table}" ({names}) FROM STDIN'
    with connection.cursor() as cursor:
        with cursor.copy(command) as copy:
            for row in rows:
                values = defaults | row
                copy.write_row(
                    [one.get_db_prep_save(values[one.attname], connection) for one in columns]
                )
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)
