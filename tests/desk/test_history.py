"""Events in words."""

import ast
import datetime as dt
import inspect
import re
from pathlib import Path

from django.utils import timezone

from claims import pipeline
from claims.desk import history
from claims.engine.candidate import Kind
from claims.models import Event, User
from claims.pipeline import alerts, intake, newsroom, promises, publication
from tests import make


def actions_of_the_pipeline() -> set[str]:
    """What is written there as “object.verb”, wherever it stands; and what settings are called."""
    folder = Path(inspect.getfile(pipeline)).parent
    words = {
        node.value
        for module in folder.rglob("*.py")
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    written = {word for word in words if re.fullmatch(r"[a-z_]+\.[a-z_]+", word)}
    settings = {f"{model._meta.model_name}.edited" for model in newsroom.FIELDS}
    scales = {f"{name}.{verb}" for name in ("scale", "rating") for verb in ("added", "removed")}
    return written | settings | scales


def test_every_action_of_the_pipeline_has_words() -> None:
    actions = actions_of_the_pipeline()
    assert {"publication.corrected", "document.released", "rating.removed"} <= actions
    assert len(actions) > 60
    assert actions - history.ACTIONS.keys() == set()


def test_what_is_left_out_is_something_that_happens() -> None:
    assert actions_of_the_pipeline() >= history.CONSEQUENCES
    assert actions_of_the_pipeline() >= history.TOLD_BY_NOTE


def test_an_unknown_action_is_still_readable(bob: User) -> None:
    event = Event(action="claim.split_up", object_type="claim", object_id=1, by=bob)
    (entry,) = history.of([event])
    assert (entry.who, entry.what) == ("Bob Brandt", "claim split up")


def test_what_changed_is_told_in_the_words_of_the_pages() -> None:
    event = Event(
        action="claim.parked",
        object_type="claim",
        object_id=1,
        before={"state": "new", "parked_until": None},
        after={"state": "parked", "parked_until": "2025-05-13"},
    )
    (entry,) = history.of([event])
    assert entry.who == "Factcheck"
    assert [(change.label, change.before, change.after) for change in entry.changes] == [
        ("State", "New", "Parked"),
        ("Parked until", "", "13 May 2025"),
    ]


def test_a_statement_that_looks_like_a_date_is_no_error() -> None:
    event = Event(
        action="claim.edited", object_type="claim", object_id=1, after={"statement": "2025-13-45"}
    )
    (entry,) = history.of([event])
    assert entry.changes[0].after == "2025-13-45"


def told(events) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """What, with which note, and what changed: the oldest first."""
    entries = history.of(reversed(events.for_history()))
    return [
        (
            entry.what,
            entry.note,
            [(change.label, change.before, change.after) for change in entry.changes],
        )
        for entry in entries
    ]


def test_a_correction_is_told_once_with_what_and_why(alice: User, bob: User) -> None:
    live = make.published(alice, bob)
    before = live.claim.events.count()
    make.corrected(live, alice, summary="The figures agree.")
    events = told(live.claim.events)[-5:]
    assert live.claim.events.count() > before + 5
    assert [what for what, _, _ in events] == [
        "began to correct what is published",
        "saved the draft",
        "said what the correction changes",
        "signed the verdict off",
        "corrected what is published",
    ]
    assert events[2][2] == [
        ("Kind", "Facts changed", "Typo"),
        ("What is changed", "", "A letter."),
        ("Why it was wrong", "", "We misspelt it."),
    ]
    assert events[4][1] == "A letter."


def test_times_are_told_in_the_newsrooms_zone(alice: User, bob: User) -> None:
    verdict = make.approved(alice, bob)
    at = dt.datetime(2999, 1, 1, 6, 30, tzinfo=dt.UTC)
    publication.schedule(verdict, by=bob, at=at)
    with timezone.override("Europe/Berlin"):
        what, _, changes = told(verdict.claim.events)[-1]
    assert what == "scheduled the verdict"
    assert changes == [("To be published", "", "1 January 2999, 07:30")]
    document = verdict.claim.occurrences.get().document
    intake.set_embargo(document, by=bob, until=at)
    assert told(document.events)[-1][2] == [("Embargo until", "", "1 January 2999, 06:30")]


def test_what_came_back_and_how_a_promise_stands_is_told(alice: User, bob: User) -> None:
    claim = make.checking(alice, kinds=(Kind.PROMISE,))
    words = "It fell due on 1 June 2024: what became of it?"
    alerts.raise_(claim, kind="due", words=words, on=dt.date(2024, 6, 1))
    promises.rate(claim, by=bob, status="stalled", note="No vote yet.")
    assert told(claim.events)[-3:] == [
        ("brought the claim back to the desk", words, [("Kind", "", "Fell due")]),
        ("said how the promise stands", "No vote yet.", [("How it stands", "", "Stalled")]),
        ("dealt with what brought the claim back", "Stalled.", []),
    ]
