"""Moves: what people, the clock and the web may do, each on a row that the walk chooses.

A move that isn't possible returns `NOTHING`; one that is refused raises Conflict or
ValidationError, as the pipeline does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils import timezone
from hypothesis import currently_in_test_context, note

from claims.engine.candidate import Kind
from claims.models import (
    Alert,
    Claim,
    Claimant,
    Document,
    Event,
    Newsroom,
    PromiseStatus,
    Publication,
    Rating,
    Reply,
    Source,
    User,
    Verdict,
)
from claims.pipeline import (
    alerts,
    bulk,
    corrections,
    editing,
    intake,
    newsroom,
    promises,
    publication,
    replies,
    sources,
    triage,
    undo,
    verdicts,
    watch,
)
from claims.pipeline.changes import take
from tests import make

Row = TypeVar("Row", bound=models.Model)
Value = TypeVar("Value")

NOTHING = object()
MOST_CLAIMS = 7
FEWEST_RATINGS = 3
WORDS = ("One.", "Two.", "Three.")


def tell(words: str) -> None:
    """Have it printed with the walk in which something isn't so."""
    if currently_in_test_context():
        note(words)


class Walk:
    """One walk: whom and what its moves may choose from, and how they choose."""

    def __init__(self, people: Sequence[User], stranger: User, wait: Callable[[int], None]) -> None:
        self.people = people
        self.stranger = stranger
        self.wait = wait
        # Seeded for each move.
        self.chance = Random(0)
        # The moves that are still to be tried, before all come again.
        self.bag: list[str] = []
        # Rows as somebody saw them, whatever became of them since.
        self.seen: list[models.Model] = []

    def one_of(self, values: Iterable[Value]) -> Value:
        value = self.chance.choice(list(values))
        tell(f"    {value!r}")
        return value

    def rarely(self) -> bool:
        return self.chance.random() < 1 / 8

    def somebody(self) -> User:
        return self.one_of(self.people)

    def row(self, suitable: models.QuerySet[Row]) -> Row | None:
        """One of the suitable rows; now and then any, or one as it was some time ago."""
        astray = self.rarely()
        rows = list((suitable.model._default_manager.all() if astray else suitable).order_by("pk"))
        if astray:
            rows += [row for row in self.seen if isinstance(row, suitable.model)]
        if not rows:
            return None
        row = self.one_of(rows)
        self.seen = [*self.seen[-20:], row]
        return row

    def author(self, verdict: Verdict) -> User:
        """Who writes it; now and then somebody else."""
        return self.somebody() if self.rarely() else verdict.author

    def another(self, than: User) -> User:
        """Somebody else; now and then anybody."""
        if self.rarely():
            return self.somebody()
        return self.one_of(one for one in self.people if one != than)

    def day(self, first: int, last: int) -> dt.date:
        days = self.one_of(range(first, last + 1))
        return Newsroom.current().today() + dt.timedelta(days=days)


# What undoes the work of many moves: seldom, so that others get far.
SELDOM = {"drop", "retract", "hide", "remove_source", "remove_rating", "decide_on_many"}

Move = Callable[[Walk], Any]
MOVES: dict[str, Move] = {}
# The same where they are on a row, without the choice of it.
ON_A_ROW: dict[str, Callable[[Walk, Any], Any]] = {}


def move(function: Move) -> Move:
    MOVES[function.__name__] = function
    return function


def _on(
    rows: Callable[[], models.QuerySet[Row]],
) -> Callable[[Callable[[Walk, Row], Any]], Move]:
    """Make a move of a function that needs one of `rows`."""

    def wrap(function: Callable[[Walk, Row], Any]) -> Move:
        def on_a_row(walk: Walk) -> Any:
            row = walk.row(rows())
            return NOTHING if row is None else function(walk, row)

        on_a_row.__name__ = function.__name__
        ON_A_ROW[function.__name__] = function
        return move(on_a_row)

    return wrap


def _claims(*states: str, **facts: Any) -> Callable[[], models.QuerySet[Claim]]:
    """Those in these states that stand for themselves, or all."""
    if states:
        facts["state__in"] = states
    return lambda: Claim.objects.filter(**facts).select_related("assignee")


def _verdicts(*states: str, **facts: Any) -> Callable[[], models.QuerySet[Verdict]]:
    rows = Verdict.objects.select_related("author", "claim")
    return lambda: rows.filter(state__in=states, **facts)


def _written(model: type[Row]) -> Callable[[], models.QuerySet[Row]]:
    """What belongs to drafts."""
    rows = model._default_manager.filter(verdict__state="draft")
    return lambda: rows.select_related("verdict__author")


# Intake and editing.


@move
def extract(walk: Walk) -> Any:
    if Claim.objects.count() >= MOST_CLAIMS:
        return NOTHING
    kinds = walk.one_of([(Kind.STATISTIC,), (Kind.PROMISE,), (Kind.EVENT, Kind.PREDICTION)])
    return make.claim(kinds=kinds)


@_on(lambda: Document.objects.filter(hidden_at=None))
def add_claim(walk: Walk, row: Document) -> Any:
    if Claim.objects.count() >= MOST_CLAIMS:
        return NOTHING
    return editing.add(
        row,
        by=walk.somebody(),
        quote="It rained in May",
        statement=walk.one_of(WORDS),
        kind=walk.one_of(["promise", "event"]),
        claimants=walk.one_of([["Ben Ito"], ["Ada Moreno", "Cy Ode"], []]),
    )


@_on(_claims("new", "checking", "in_review"))
def edit(walk: Walk, row: Claim) -> None:
    kind = walk.one_of([None, "statistic", "promise"])
    ahead = {"promise", "prediction"} & {kind, *row.kinds}
    editing.edit(
        row,
        by=walk.somebody(),
        statement=walk.one_of([row.statement, *WORDS]),
        revision=row.revision,
        kind=kind,
        claimants=walk.one_of([None, ["Ben Ito"], ["Ada Moreno"], []]),
        due_on=walk.one_of([editing.KEEP, None, walk.day(-3, 9)]) if ahead else editing.KEEP,
    )


@_on(_claims("new", "checking"))
def split(walk: Walk, row: Claim) -> Any:
    if Claim.objects.count() >= MOST_CLAIMS + 3:
        return NOTHING
    place = row.occurrences.select_related("document").first()
    return editing.split(
        row,
        by=walk.somebody(),
        revision=row.revision,
        keeps=walk.one_of([row.statement, *WORDS]),
        statement=walk.one_of(WORDS),
        kind=walk.one_of([None, "event", "promise"]),
        document=place.document,
        quote="It rained in May",
    )


@_on(_claims("new", "checking"))
def merge(walk: Walk, row: Claim) -> Any:
    into = walk.row(Claim.objects.exclude(pk=row.pk).exclude(state__in=["dismissed", "retracted"]))
    if into is None:
        return NOTHING
    return editing.merge(row, into=into, by=walk.somebody(), seen=row.state)


@_on(_claims(merged_into__isnull=False))
def unmerge(walk: Walk, row: Claim) -> None:
    editing.unmerge(row, by=walk.somebody())


# Triage.


@_on(_claims("new"))
def accept(walk: Walk, row: Claim) -> Any:
    return triage.accept(row, by=walk.somebody())


@_on(_claims("new", "checking"))
def assign(walk: Walk, row: Claim) -> Any:
    to = walk.stranger if walk.rarely() else walk.somebody()
    return triage.assign(row, to=to, by=walk.somebody())


@_on(_claims("new", "checking"))
def dismiss(walk: Walk, row: Claim) -> Any:
    reason = walk.one_of(["vague", "duplicate", "trivial", "unheard of"])
    return triage.dismiss(row, by=walk.somebody(), reason=reason, note=walk.one_of(["", "Why?"]))


@_on(_claims("new", "checking"))
def park(walk: Walk, row: Claim) -> Any:
    return triage.park(row, by=walk.somebody(), until=walk.day(0, 5))


@_on(_claims("dismissed", "parked", "retracted"))
def reopen(walk: Walk, row: Claim) -> Any:
    return triage.reopen(row, by=walk.somebody())


@_on(_claims())
def tag(walk: Walk, row: Claim) -> Any:
    words = ["Budget", "housing", "x" * 50]
    return triage.tag(
        row, by=walk.somebody(), add=[walk.one_of(words)], remove=[walk.one_of(words[:2])]
    )


@move
def decide_on_many(walk: Walk) -> Any:
    rows = list(Claim.objects.order_by("pk"))
    chosen = {row.pk: row.state for row in walk.chance.sample(rows, min(3, len(rows)))}
    by = walk.somebody()
    decide = walk.one_of(
        [
            lambda: bulk.assign(chosen, to=walk.somebody(), by=by),
            lambda: bulk.dismiss(chosen, reason="trivial", by=by),
            lambda: bulk.park(chosen, until=walk.day(1, 5), by=by),
            lambda: bulk.tag(chosen, add=["budget"], by=by),
        ]
    )
    return decide()


@move
def undo_one(walk: Walk) -> Any:
    event = walk.row(Event.objects.filter(action__in=undo.UNDOABLE, batch=None))
    return undo.undo(event, by=walk.somebody()) if event else NOTHING


@move
def undo_newest(walk: Walk) -> Any:
    """As people do: the moment after, from the claim's own page."""
    claim = walk.row(Claim.objects.all())
    event = undo.last(claim) if claim else None
    return undo.undo(event, by=walk.somebody()) if event else NOTHING


@move
def undo_many(walk: Walk) -> Any:
    event = walk.row(Event.objects.exclude(batch=None))
    if event is None or event.batch is None:
        return NOTHING
    return undo.undo_batch(event.batch, by=walk.somebody())


# Verdicts.


@_on(_claims("checking"))
def begin(walk: Walk, row: Claim) -> Any:
    return verdicts.begin(row, by=walk.somebody())


@_on(_verdicts("draft"))
def take_over(walk: Walk, row: Verdict) -> None:
    verdicts.take_over(row, by=walk.somebody())


def _write(walk: Walk, row: Verdict, *, by: User, **facts: Any) -> None:
    values = {
        name: getattr(row, name)
        for name in ("rating", "summary", "explanation", "not_found", "as_of", "review_by")
    }
    claim = Claim.objects.get(pk=row.claim_id)
    revision = claim.revision - 1 if walk.rarely() else claim.revision
    verdicts.save(row, by=by, revision=revision, **(values | facts))


def _rating(walk: Walk) -> Rating | None:
    ratings = Rating.objects.filter(scale=Newsroom.current().scale)
    return None if walk.rarely() else walk.one_of(list(ratings)[:3])


@_on(_verdicts("draft"))
def write(walk: Walk, row: Verdict) -> None:
    facts: dict[str, Any] = {
        "rating": _rating(walk),
        "summary": walk.one_of(WORDS),
        "explanation": walk.one_of(["Because.", "Because of it."]),
        "review_by": walk.one_of([None, walk.day(1, 6)]),
    }
    _write(walk, row, by=walk.author(row), **facts)


@_on(_verdicts("draft"))
def touch_up(walk: Walk, row: Verdict) -> None:
    """Save a draft with nothing changed but its explanation, or less than it had."""
    _write(walk, row, by=walk.author(row), explanation=walk.one_of(["", "A typo less."]))


@_on(_verdicts("draft"))
def add_source(walk: Walk, row: Verdict) -> Any:
    facts = walk.one_of(
        [
            {"url": "https://city.example/permits", "title": "Permits"},
            {"title": "A letter", "withheld_reason": "To protect who wrote it."},
            {"url": "https://city.example/", "title": "Homes", "published_on": walk.day(-9, 0)},
        ]
    )
    if walk.rarely():
        facts = walk.one_of([{}, {"url": "https://state.example/"}])
    return sources.add(row, by=walk.author(row), **facts)


@_on(_written(Source))
def edit_source(walk: Walk, row: Source) -> None:
    facts = walk.one_of(
        [{"title": "Register"}, {"passage": "Homes, by year"}, {"url": "https://state.example/"}]
    )
    sources.edit(row, by=walk.author(row.verdict), **facts)


@_on(_written(Source))
def remove_source(walk: Walk, row: Source) -> None:
    sources.remove(row, by=walk.author(row.verdict))


@_on(_verdicts("draft"))
def ask(walk: Walk, row: Verdict) -> Any:
    until = walk.one_of([None, walk.day(-1, 5)])
    return replies.ask(row, by=walk.author(row), whom="The mayor", until=until)


@_on(_written(Reply))
def answer(walk: Walk, row: Reply) -> None:
    words, day = walk.one_of(["", "No comment."]), walk.one_of([None, walk.day(-1, 1)])
    replies.edit(row, by=walk.author(row.verdict), answer=words, answered_on=day)


@_on(_written(Reply))
def remove_reply(walk: Walk, row: Reply) -> None:
    replies.remove(row, by=walk.author(row.verdict))


@_on(_verdicts("draft"))
def submit(walk: Walk, row: Verdict) -> None:
    verdicts.submit(row, by=walk.author(row))


@_on(_verdicts("submitted", "approved", claim__state__in=["in_review", "approved"]))
def send_back(walk: Walk, row: Verdict) -> None:
    verdicts.send_back(row, by=walk.somebody(), note=walk.one_of(["", "Not clear.", "Why?"]))


@_on(_verdicts("submitted"))
def approve(walk: Walk, row: Verdict) -> None:
    verdicts.approve(row, by=walk.another(row.author))


@_on(_verdicts("draft"))
def drop(walk: Walk, row: Verdict) -> None:
    verdicts.drop(row, by=walk.author(row))


# Publication and corrections.


_READY = _verdicts("approved", claim__state="approved")


@_on(_READY)
def publish(walk: Walk, row: Verdict) -> Any:
    return publication.publish(row, by=walk.somebody())


@_on(_READY)
def schedule(walk: Walk, row: Verdict) -> None:
    at = timezone.now() + dt.timedelta(hours=-1 if walk.rarely() else 30)
    publication.schedule(row, by=walk.somebody(), at=at)


@_on(_verdicts("approved", scheduled_for__isnull=False))
def unschedule(walk: Walk, row: Verdict) -> None:
    publication.unschedule(row, by=walk.somebody())


@_on(lambda: Publication.objects.live().select_related("claim"))
def retract(walk: Walk, row: Publication) -> None:
    publication.retract(row, by=walk.somebody(), reason=walk.one_of(["", "Wrong city."]))


@_on(lambda: Publication.objects.filter(state="live", claim__state="published"))
def correct(walk: Walk, row: Publication) -> Any:
    return corrections.begin(row, by=walk.somebody())


_CORRECTING = _verdicts("draft", correction__isnull=False)


@_on(_CORRECTING)
def describe(walk: Walk, row: Verdict) -> None:
    corrections.describe(
        row,
        by=walk.author(row),
        kind=walk.one_of(["verdict", "typo", "facts", "retraction"]),
        what=walk.one_of(["A tower.", "A tower.", ""]),
        why=walk.one_of(["We misread it.", "We misread it.", " "]),
    )


@_on(_CORRECTING)
def publish_correction(walk: Walk, row: Verdict) -> Any:
    return corrections.publish(row, by=walk.somebody())


# Promises and the watch.


@_on(_claims(kinds__overlap=["promise", "prediction"]))
def rate(walk: Walk, row: Claim) -> Any:
    status = walk.one_of([*PromiseStatus.Status.values, "forgotten"])
    return promises.rate(
        row, by=walk.somebody(), status=status, note="As the law has it.", on=walk.day(-2, 1)
    )


@_on(lambda: Alert.objects.open().select_related("claim"))
def close_alert(walk: Walk, row: Alert) -> None:
    by = None if walk.rarely() else walk.somebody()
    alerts.close(row, by=by, outcome=walk.one_of(["Still right.", ""]))


@_on(lambda: Publication.objects.live().select_related("claim"))
def review(walk: Walk, row: Publication) -> None:
    day = walk.one_of([None, walk.day(0, 6)])
    watch.reviewed(row, by=walk.somebody(), review_by=day, note=walk.one_of(["", "Looked."]))


def gone(source: Source, kind: str, on: dt.date) -> Alert | None:
    """Say that a page, or the passage on it, is gone, as workers do who find it so."""
    found = Publication.objects.live().filter(verdict=source.verdict_id).select_related("claim")
    with transaction.atomic():
        claim = take(found.get().claim)
        return alerts.raise_(claim, kind=kind, words="It is gone.", on=on, source=source)


@_on(lambda: Source.objects.filter(verdict__publications__state="live"))
def lose_a_page(walk: Walk, row: Source) -> Any:
    if not row.verdict.publications.live().exists():
        return NOTHING
    kind = walk.one_of([Alert.Kind.SOURCE_GONE, Alert.Kind.PASSAGE_GONE])
    return gone(row, kind, walk.day(0, 0))


@move
def let_time_pass(walk: Walk) -> int:
    """Everything that the clock does, some time later."""
    walk.wait(walk.one_of([1, 25, 24 * 4]))
    return sum(
        sweep()
        for sweep in (
            publication.publish_scheduled,
            watch.return_parked_claims,
            watch.return_due_claims,
            watch.return_old_verdicts,
        )
    )


# Moderation and settings.


@_on(lambda: Document.objects.filter(hidden_at=None))
def hide(walk: Walk, row: Document) -> Any:
    return intake.hide_document(row, by=walk.somebody(), reason=walk.one_of(["", "Libel."]))


@_on(lambda: Document.objects.filter(hidden_at__isnull=False))
def restore(walk: Walk, row: Document) -> None:
    intake.restore_document(row, by=walk.somebody())


@_on(lambda: Document.objects.filter(hidden_at=None))
def set_embargo(walk: Walk, row: Document) -> None:
    hours = walk.one_of([None, -1, 2, 30])
    until = timezone.now() + dt.timedelta(hours=hours) if hours else None
    intake.set_embargo(row, by=walk.somebody(), until=until)


@move
def ask_for_sign_offs(walk: Walk) -> None:
    newsroom.edit(Newsroom.current(), by=walk.somebody(), approvals=walk.one_of([1, 1, 2, 0]))


@_on(lambda: Rating.objects.filter(scale=Newsroom.current().scale))
def rename_rating(walk: Walk, row: Rating) -> None:
    newsroom.edit(row, by=walk.somebody(), label=f"{row.label[:40]}, in other words")


@move
def add_rating(walk: Walk) -> Any:
    scale = Newsroom.current().scale
    label = walk.one_of(["Unproven", "Half true"])
    row = Rating(scale=scale, label=label, position=walk.one_of([0, 99]))
    return newsroom.add(row, by=walk.somebody())


@_on(lambda: Rating.objects.filter(scale=Newsroom.current().scale, verdicts=None))
def remove_rating(walk: Walk, row: Rating) -> Any:
    if row.scale.ratings.count() <= FEWEST_RATINGS:
        return NOTHING
    newsroom.remove(row, by=walk.somebody())
    return None


@_on(lambda: Rating.objects.filter(verdicts__isnull=False).distinct())
def replace_rating(walk: Walk, row: Rating) -> Any:
    others = Rating.objects.filter(scale=row.scale).exclude(pk=row.pk)
    if others.count() < FEWEST_RATINGS:
        return NOTHING
    replacement = walk.one_of(others)
    newsroom.remove(row, by=walk.somebody(), replacement=replacement)
    return None


@_on(lambda: Claimant.objects.all())
def rename_claimant(walk: Walk, row: Claimant) -> None:
    newsroom.edit(row, by=walk.somebody(), name=f"{row.name[:20]} {walk.one_of('AB')}.")


def any_of(walk: Walk) -> str:
    """The name of a move: each of them once, in an order chosen by chance, and then again."""
    if not walk.bag:
        bag = [name for name in sorted(MOVES) if name not in SELDOM or walk.chance.random() < 0.5]
        walk.bag = walk.chance.sample(bag, len(bag))
    return walk.bag.pop()


def next_of(walk: Walk, claim: Claim) -> tuple[str, Move]:
    """What usually comes next: chance alone seldom goes all the way to a correction."""
    name, row = _next(walk, claim)

    def do(walk: Walk) -> Any:
        if name == "write":
            ON_A_ROW["add_source"](walk, row)
        if name in ("submit", "publish_correction"):
            _explain(row)
        return ON_A_ROW[name](walk, row)

    return name, do


def _next(walk: Walk, claim: Claim) -> tuple[str, models.Model]:
    """The move that brings a claim nearer to being published, or corrected, and its row."""
    claim.refresh_from_db()
    live = claim.publications.live().first()
    if claim.state == "published" and live:
        return walk.one_of(["correct", "review"]), live
    if claim.state in ("new", "dismissed", "parked", "retracted"):
        return ("accept" if claim.state == "new" else "reopen"), claim
    verdict = claim.verdicts.order_by("-pk").select_related("author", "claim").first()
    if verdict is None or (claim.state == "checking" and verdict.state != "draft"):
        return "begin", claim
    return _next_of_verdict(walk, verdict), verdict


def _next_of_verdict(walk: Walk, verdict: Verdict) -> str:
    if verdict.state == "submitted":
        return "approve"
    if verdict.state == "approved":
        if verdict.open_correction:
            return "publish"
        return walk.one_of(["publish", "unschedule" if verdict.scheduled_for else "schedule"])
    if not verdict.explanation or not verdict.sources.exists():
        return "write"
    if correction := verdict.open_correction:
        if not corrections.is_minor(correction, verdict):
            return "submit"
        return walk.one_of(["publish_correction", "write"])
    return "submit"


def _explain(row: Verdict) -> None:
    """Say what it corrects, if it corrects anything."""
    if correction := row.open_correction:
        changed = row.rating != correction.corrects.verdict.rating
        kind = "verdict" if changed else "typo"
        corrections.describe(row, by=row.author, kind=kind, what="A tower.", why="Misread.")
