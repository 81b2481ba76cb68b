"""Events in words."""

import inspect
import re
from pathlib import Path

from claims import pipeline
from claims.desk import history
from claims.models import Event, User


def test_every_action_of_the_pipeline_has_words() -> None:
    folder = Path(inspect.getfile(pipeline)).parent
    source = "\n".join(module.read_text() for module in folder.glob("*.py"))
    actions = set(re.findall(r'action="([a-z_]+\.[a-z_]+)"', source))
    assert len(actions) > 20
    assert actions - history.ACTIONS.keys() == set()


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
