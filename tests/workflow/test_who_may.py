"""Who may do what, and when: every state, every action and every role, through the desk's doors."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.template import Origin
from django.template.loaders.base import Loader
from django.test import Client
from django.utils import timezone

from claims import permissions
from claims.desk import actions
from claims.desk import verdicts as desk_verdicts
from claims.engine.candidate import Kind
from claims.models import Alert, Claim, Rating, User, Verdict
from claims.pipeline import (
    alerts,
    corrections,
    editing,
    publication,
    replies,
    triage,
    verdicts,
)
from claims.pipeline.changes import take
from tests import make

# What may be done to a claim. R: from reporters on; E: by editors and administrators. Whoever may
# not is forbidden it, in whatever state; who may is refused it in words where there is a dot.
# Each role may all that the one before it may, so that for each cell the last one that may not is
# asked, the first one that may where it is done, and the last one where it is refused.
CLAIMS = """
                  accept assign edit split merge unmerge tag dismiss park reopen begin correct
who                 R      R     R     R     R      R     R     R     R     R      R      R
new                 yes   yes   yes   yes   yes     .    yes   yes   yes    .      .      .
checking             .    yes   yes   yes   yes     .    yes   yes   yes    .     yes     .
drafting             .    yes   yes   yes    .      .    yes   yes   yes    .      .      .
in review            .     .    yes    .     .      .    yes    .     .     .      .      .
signed off           .     .     .     .     .      .    yes    .     .     .      .      .
scheduled            .     .     .     .     .      .    yes    .     .     .      .      .
published            .     .     .     .     .      .    yes    .     .     .      .     yes
correcting           .    yes   yes   yes    .      .    yes    .     .     .      .      .
correction waits     .     .    yes    .     .      .    yes    .     .     .      .      .
correction signed    .     .     .     .     .      .    yes    .     .     .      .      .
dismissed            .     .     .     .     .      .    yes    .     .    yes     .      .
merged               .     .     .     .     .     yes   yes    .     .    yes     .      .
parked               .     .     .     .     .      .    yes    .     .    yes     .      .
retracted            .     .     .     .     .      .    yes    .     .    yes     .      .
"""
LATER = """
                  promise reviewed looked retract
who                  E       E        R      E
new                 yes      .        .      .
checking            yes      .        .      .
drafting            yes      .        .      .
in review           yes      .        .      .
signed off          yes      .        .      .
scheduled           yes      .        .      .
published           yes     yes      yes    yes
correcting          yes     yes      yes    yes
correction waits    yes     yes      yes    yes
correction signed   yes     yes      yes    yes
dismissed            .       .        .      .
merged               .       .        .      .
parked              yes      .        .      .
retracted            .       .        .      .
"""

# What may be done to a verdict, by whom. +: done, -: refused in words, x: forbidden. The people:
PEOPLE = ("reporter", "author", "author who is an editor", "editor")
_OWN = "- + + -"
_NO = "- - - -"
_EDITORS = "x x + +"
_NO_EDITOR = "x x - -"
_DRAFT = {
    "save": _OWN,
    "take over": "+ + + +",
    "add a source": _OWN,
    "edit a source": _OWN,
    "remove a source": _OWN,
    "note who was asked": _OWN,
    "note the answer": _OWN,
    "submit": _OWN,
    "drop": _OWN,
    "send back": _NO,
    "approve": _NO_EDITOR,
    "publish": _NO_EDITOR,
    "schedule": _NO_EDITOR,
    "unschedule": _NO_EDITOR,
    "publish the correction": "- x - -",
}
# Nothing of what is done to drafts can be done later.
_READ_ONLY = dict.fromkeys(_DRAFT, _NO) | dict.fromkeys(
    ("approve", "publish", "schedule", "unschedule"), _NO_EDITOR
)
VERDICTS: dict[str, dict[str, str]] = {
    "draft": _DRAFT,
    "submitted": _READ_ONLY | {"approve": "x x - +", "send back": "x + + +"},
    "signed off": _READ_ONLY | {"publish": _EDITORS, "schedule": _EDITORS, "send back": "x x + +"},
    "scheduled": _READ_ONLY
    | {
        "publish": _EDITORS,
        "schedule": _EDITORS,
        "unschedule": _EDITORS,
        "send back": "x x + +",
    },
    "published": _READ_ONLY | {"send back": "x x x x"},
    "correcting": _DRAFT | {"publish the correction": "- x + -"},
    "correction waits": _READ_ONLY | {"approve": "x x - +", "send back": "x + + +"},
    "correction signed": _READ_ONLY | {"publish": _EDITORS, "send back": "x x + +"},
    "dropped": _READ_ONLY | {"send back": "x x x x"},
}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("blank_pages")]
ROLES = ("nobody", *(role.value for role in permissions.Role))
DONE, REFUSED, FORBIDDEN = {302}, {404, 409, 422}, {403}


class Blank(Loader):
    """All templates are empty."""

    def get_template_sources(self, template_name: str) -> list[Origin]:
        return [Origin(name=template_name, template_name=template_name, loader=self)]

    def get_contents(self, origin: Origin) -> str:
        return ""


@pytest.fixture
def blank_pages(settings: Any) -> None:
    """Over a thousand pages are asked for here, of which only the status counts."""
    [engine] = copy.deepcopy(settings.TEMPLATES)
    engine["APP_DIRS"] = False
    engine["OPTIONS"]["loaders"] = ["tests.workflow.test_who_may.Blank"]
    settings.TEMPLATES = [engine]


class Desk:
    """Somebody of each role, the states that a claim can be in, and the doors."""

    def __init__(self, *, author: str) -> None:
        self.author = make.user("author", role=author)
        self.second = make.user("second", role="Editor")
        self.people = {role: make.user(role, role=role.replace("nobody", "")) for role in ROLES}
        self.clients: dict[User, Client] = {}

    def claim(self, state: str) -> Claim:
        """A claim in this state, with what its author and the second person did on the way."""
        claim = make.claim(kinds=(Kind.PROMISE,))
        STATES[state](self, claim)
        if claim.publications.live().exists():
            self._lose_a_page(claim)
        return Claim.objects.get(pk=claim.pk)

    def _lose_a_page(self, claim: Claim) -> None:
        source = claim.publications.live().get().verdict.sources.get()
        with transaction.atomic():
            kind, on = Alert.Kind.SOURCE_GONE, timezone.localdate()
            alerts.raise_(take(claim), kind=kind, words="It is gone.", on=on, source=source)

    def post(self, person: User, path: str, data: dict[str, Any]) -> int:
        """The status of the answer; nothing that is done on the way is kept."""
        if person not in self.clients:
            self.clients[person] = Client()
            self.clients[person].force_login(person)
        with transaction.atomic():
            response = self.clients[person].post(path, data)
            transaction.set_rollback(True)
        self.clients[person].cookies.pop("messages", None)
        return response.status_code


def _draft(desk: Desk, claim: Claim) -> Verdict:
    triage.accept(claim, by=desk.author)
    verdict = make.draft(desk.author, Claim.objects.get(pk=claim.pk))
    replies.ask(verdict, by=desk.author, whom="The mayor")
    return verdict


def _submitted(desk: Desk, claim: Claim) -> Verdict:
    verdict = _draft(desk, claim)
    verdicts.submit(verdict, by=desk.author)
    return Verdict.objects.get(pk=verdict.pk)


def _signed(desk: Desk, claim: Claim) -> Verdict:
    verdict = _submitted(desk, claim)
    verdicts.approve(verdict, by=desk.second)
    return Verdict.objects.get(pk=verdict.pk)


def _scheduled(desk: Desk, claim: Claim) -> None:
    at = timezone.now() + dt.timedelta(days=1)
    publication.schedule(_signed(desk, claim), by=desk.second, at=at)


def _published(desk: Desk, claim: Claim) -> Any:
    return publication.publish(_signed(desk, claim), by=desk.second)


def _correcting(desk: Desk, claim: Claim, kind: str = "typo") -> Verdict:
    draft = corrections.begin(_published(desk, claim), by=desk.author)
    corrections.describe(draft, by=desk.author, kind=kind, what="A tower.", why="We misread it.")
    return draft


def _correction_waits(desk: Desk, claim: Claim) -> Verdict:
    draft = _correcting(desk, claim, "verdict")
    verdicts.save(
        draft,
        by=desk.author,
        revision=1,
        rating=Rating.objects.get(scale__name="Truth scale", label="False"),
        summary=draft.summary,
        explanation=draft.explanation,
        as_of=draft.as_of,
    )
    verdicts.submit(draft, by=desk.author)
    return Verdict.objects.get(pk=draft.pk)


def _correction_signed(desk: Desk, claim: Claim) -> None:
    verdicts.approve(_correction_waits(desk, claim), by=desk.second)


def _merged(desk: Desk, claim: Claim) -> None:
    editing.merge(claim, into=make.claim(), by=desk.author, seen="new")


def _parked(desk: Desk, claim: Claim) -> None:
    until = timezone.localdate() + dt.timedelta(days=5)
    triage.park(claim, by=desk.author, until=until)


STATES: dict[str, Callable[[Desk, Claim], Any]] = {
    "new": lambda desk, claim: None,
    "checking": lambda desk, claim: triage.accept(claim, by=desk.author),
    "drafting": _draft,
    "draft": _draft,
    "in review": _submitted,
    "submitted": _submitted,
    "signed off": _signed,
    "scheduled": _scheduled,
    "published": _published,
    "correcting": _correcting,
    "correction waits": _correction_waits,
    "correction signed": _correction_signed,
    "dismissed": lambda desk, claim: triage.dismiss(claim, by=desk.author, reason="vague"),
    "merged": _merged,
    "parked": _parked,
    "retracted": lambda desk, claim: publication.retract(
        _published(desk, claim), by=desk.second, reason="Wrong."
    ),
    "dropped": lambda desk, claim: verdicts.drop(_draft(desk, claim), by=desk.author),
}


def table(text: str) -> dict[str, dict[str, str]]:
    """State → action → cell."""
    head, *lines = text.strip("\n").splitlines()
    actions, found = head.split(), {}
    for line in lines:
        state, cells = line[:18].strip(), line[18:].split()
        found[state] = dict(zip(actions, cells, strict=True))
    return found


def of_claim(claim: Claim, into: Claim) -> dict[str, dict[str, Any]]:
    """What is sent to the door of each action on a claim."""
    soon = timezone.localdate() + dt.timedelta(days=5)
    place = claim.occurrences.get()
    return {
        "accept": {},
        "assign": {"to": User.objects.get(username="Reporter").pk},
        "edit": {"statement": "Rents fell.", "kind": "promise", "revision": claim.revision},
        "split": {
            "quote": "It rained in May",
            "statement": "It rained.",
            "keeps": claim.statement,
            "kind": "event",
            "document": place.document_id,
            "revision": claim.revision,
        },
        "merge": {"into": into.pk},
        "unmerge": {},
        "tag": {"add": "budget"},
        "dismiss": {"reason": "vague"},
        "park": {"until": soon},
        "reopen": {},
        "begin": {},
        "correct": {},
        "promise": {"stands": "kept", "note": "It stands."},
        "reviewed": {"review_by": soon},
        "looked": {"alert": getattr(claim.alerts.first(), "pk", 0), "outcome": "Moved."},
        "retract": {"reason": "Wrong city."},
    }


def of_verdict(verdict: Verdict) -> dict[str, tuple[str, dict[str, Any]]]:
    """The address of each action on a verdict, and what is sent there."""
    at = f"/verdicts/{verdict.pk}/"
    saved = {
        "rating": verdict.rating_id,
        "summary": verdict.summary,
        "explanation": verdict.explanation,
        "revision": verdict.claim.revision,
        "correction-kind": "typo",
        "correction-what": "A tower.",
        "correction-why": "We misread it.",
    }
    source, reply = verdict.sources.get(), verdict.replies.get()
    link = {"source-url": "https://state.example/", "source-kind": "primary"}
    fields = {**link, "source-stance": "context", "source-title": "Statistics"}
    asked = {"reply-whom": "The mayor"}
    tomorrow = timezone.localtime() + dt.timedelta(days=2)
    return {
        "save": (f"{at}save/", saved),
        "take over": (f"{at}take-over/", {}),
        "add a source": (f"{at}save/", {**saved, **fields}),
        "edit a source": (f"/sources/{source.pk}/", fields),
        "remove a source": (f"{at}save/", {**saved, "remove": source.pk}),
        "note who was asked": (f"{at}save/", {**saved, **asked}),
        "note the answer": (f"/replies/{reply.pk}/", {**asked, "reply-answer": "No."}),
        "submit": (f"{at}save/", {**saved, "do": "submit"}),
        "drop": (f"{at}drop/", {}),
        "send back": (f"{at}send-back/", {"note": "Not clear."}),
        "approve": (f"{at}approve/", {}),
        "publish": (f"{at}publish/", {}),
        "schedule": (f"{at}publish/", {"do": "schedule", "at": f"{tomorrow:%Y-%m-%dT%H:%M}"}),
        "unschedule": (f"{at}unschedule/", {}),
        "publish the correction": (f"{at}save/", {**saved, "do": "publish"}),
    }


CLAIM_CELLS = {state: cells | table(LATER)[state] for state, cells in table(CLAIMS).items()}


@pytest.mark.parametrize("state", [state for state in CLAIM_CELLS if state != "who"])
def test_a_claim_is_moved_by_whom_the_table_says(state: str) -> None:
    desk = Desk(author="Reporter")
    claim, into = desk.claim(state), make.claim()
    sent = of_claim(claim, into)
    wrong = []
    for action, cell in CLAIM_CELLS[state].items():
        first = {"R": 1, "E": 2}[CLAIM_CELLS["who"][action]]
        asked = {ROLES[first - 1]: FORBIDDEN}
        asked |= {ROLES[first]: DONE} if cell == "yes" else {ROLES[-1]: REFUSED}
        for role, wanted in asked.items():
            got = desk.post(desk.people[role], f"/claims/{claim.pk}/{action}/", sent[action])
            if got not in wanted:
                wrong.append(f"{action}, {role}: {got} where {cell!r}")
    assert not wrong


@pytest.mark.parametrize("state", VERDICTS)
def test_a_verdict_is_moved_by_whom_the_table_says(state: str) -> None:
    wrong = []
    for role in ("Reporter", "Editor"):
        with undone():
            wrong += _wrong_of_verdict(Desk(author=role), state, role)
    assert not wrong


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _wrong_of_verdict(desk: Desk, state: str, role: str) -> list[str]:
    verdict = desk.claim(state).verdicts.latest("pk")
    verdict = Verdict.objects.get(pk=verdict.pk)
    own = "author" if role == "Reporter" else "author who is an editor"
    others = {"reporter": desk.people["Reporter"], "editor": desk.people["Editor"]}
    people = {own: desk.author} | (others if role == "Reporter" else {})
    meant = {"+": DONE, "-": REFUSED, "x": FORBIDDEN}
    wrong = []
    for action, (path, data) in of_verdict(verdict).items():
        cells = dict(zip(PEOPLE, VERDICTS[state][action].split(), strict=True))
        for name, person in people.items():
            got = desk.post(person, path, data)
            if got not in meant[cells[name]]:
                wrong.append(f"{action}, {name}: {got} where {cells[name]!r}")
    return wrong


def test_each_role_may_all_that_the_one_before_it_may() -> None:
    rights = [permissions.ROLES[role] for role in permissions.Role]
    assert rights[0] < rights[1] < rights[2]


def test_the_tables_name_every_state_and_every_action_of_the_desk() -> None:
    assert {*actions.ACTIONS, "retract"} == set(CLAIM_CELLS["new"])
    assert {name.replace("-", " ") for name in desk_verdicts.ACTIONS} <= set(_DRAFT)
    assert {len(cells) for cells in VERDICTS.values()} == {len(_DRAFT)}
