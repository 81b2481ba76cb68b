"""Walks: whatever people do in whatever order, what the workflow promises is so after every step.

A walk is some dozens of moves by people chosen at random, on rows chosen at random, some of them
as they were a while ago. A move is done or refused, and a refused one has changed nothing. Set
FACTCHECK_WALKS to the number of walks for a long run, each time with other ones.
"""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from claims.engine.candidate import Kind
from claims.models import Claim, Event, User
from claims.pipeline import corrections
from claims.pipeline.changes import Conflict
from tests import make
from tests.workflow.laws import Laws
from tests.workflow.moves import MOVES, NOTHING, Move, Walk, any_of, gone, next_of, tell
from tests.workflow.replay import Replay

WALKS = int(os.environ.get("FACTCHECK_WALKS", "0"))
START = dt.datetime(2030, 1, 7, 9, tzinfo=dt.UTC)
CHANCES = st.integers(0, 2**40)


@pytest.fixture
def people(db: None) -> list[User]:
    editors = [make.user(name, role="Editor") for name in ("bob", "carol", "erin")]
    reporter = make.user("alice", role="Reporter")
    return [reporter, *editors, make.user("dana", role="Administrator")]


def at_work(alice: User, bob: User) -> None:
    """A claim at each of the places where ways part."""
    make.claim()
    make.submitted(alice)
    stale = make.published(alice, bob)
    gone(stale.verdict.sources.get(), "source_gone", timezone.localdate())
    make.published(alice, bob, make.checking(alice, kinds=(Kind.PROMISE,)))
    corrections.begin(make.published(alice, bob), by=bob)


def machine(people: list[User], stranger: User, done: Counter[str]) -> type[RuleBasedStateMachine]:
    """Walks of these people, which count what is done. Each begins with the rows that are there."""

    class Walking(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.atomic = transaction.atomic()
            self.atomic.__enter__()
            self.clock = time_machine.travel(START, tick=False)
            self.hands = self.clock.start()
            self.walk = Walk(people, stranger, self.wait)
            self.laws, self.replay = Laws(), Replay()
            self.laws.hold(Claim.objects.values_list("pk", flat=True))

        def wait(self, hours: int) -> None:
            self.hands.shift(dt.timedelta(hours=hours))

        @rule(chance=CHANCES, times=st.integers(4, 8))
        def anything(self, chance: int, times: int) -> None:
            for again in range(times):
                self.walk.chance.seed(chance + again)
                name = any_of(self.walk)
                self.do(name, MOVES[name])

        @rule(chance=CHANCES, times=st.integers(2, 4))
        def go_on(self, chance: int, times: int) -> None:
            self.walk.chance.seed(chance)
            claim = self.walk.chance.choice(Claim.objects.order_by("pk"))
            for _ in range(times):
                self.do(*next_of(self.walk, claim))

        def do(self, name: str, act: Move) -> None:
            """Do it or have it refused, and look at what became of it."""
            tell(f"{name}:")
            try:
                with transaction.atomic():
                    outcome = act(self.walk)
            except (Conflict, ValidationError) as refusal:
                tell(f"    refused: {refusal}")
                self.replay.refuse_change()
                return
            if outcome is not NOTHING:
                done[name] += 1
                done.update(event.action for event in self.check())

        def check(self) -> list[Event]:
            events, claims = self.replay.go_on()
            self.laws.hold(claims)
            return events

        def teardown(self) -> None:
            self.clock.stop()
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    return Walking


def profile() -> settings:
    """The same walks every time, or as many others as are asked for."""
    patient = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))
    if WALKS:
        return settings(patient, max_examples=WALKS, stateful_step_count=50)
    return settings(patient, max_examples=6, stateful_step_count=20, derandomize=True)


@pytest.fixture
def done() -> Counter[str]:
    """How often each move was made."""
    return Counter()


@pytest.fixture
def walks(people: list[User], done: Counter[str]) -> type[RuleBasedStateMachine]:
    with time_machine.travel(START, tick=False):
        at_work(*people[:2])
    return machine(people, make.user("charlie"), done)


def test_whatever_is_done_in_whatever_order_the_laws_hold(
    walks: type[RuleBasedStateMachine],
) -> None:
    run_state_machine_as_test(walks, settings=profile())


def test_some_walks_are_enough_to_make_every_move(
    walks: type[RuleBasedStateMachine], done: Counter[str]
) -> None:
    for first in range(0, 3000, 100):
        walk = walks()
        for chance in range(first, first + 100, 10):
            walk.anything(chance=chance, times=8)
            walk.go_on(chance=chance, times=4)
        walk.teardown()
        if MOVES.keys() <= done.keys():
            break
    assert sorted(MOVES.keys() - done.keys()) == []
