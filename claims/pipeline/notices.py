"""Notices: telling people what concerns them, in the transaction of the change that it is about.

Each person chooses what they are told of: in the page, by e-mail, both, or neither. Nobody is told
of their own act, and nobody who has no active account with a role that could act on it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.core.exceptions import ValidationError
from django.utils import timezone

from claims import permissions
from claims.models import Claim, Notification, Publication, User, Verdict, Webhook
from claims.permissions import holders
from claims.pipeline.messages import wake_on_commit

Kind = Notification.Kind


def assigned(claims: Sequence[Claim], *, to: User, by: User) -> None:
    """Tell somebody that claims are theirs to check. Two queries, however many claims."""
    if claims and to != by:
        _tell(holders(permissions.TRIAGE).filter(pk=to.pk), Kind.ASSIGNED, claims, by=by)


def sent_back(verdict: Verdict, *, by: User | None, note: str) -> None:
    """Tell the author that their verdict is a draft again, and why."""
    if verdict.author != by:
        author = holders(permissions.DRAFT).filter(pk=verdict.author_id)
        _tell(author, Kind.SENT_BACK, [verdict.claim], verdict=verdict, by=by, note=note)


def awaiting(verdict: Verdict, *, by: User) -> None:
    """Tell everybody who may sign a verdict off that it waits for them."""
    done = [verdict.author_id, by.pk, *verdict.approvals.values_list("by", flat=True)]
    others = holders(permissions.SIGN_OFF).exclude(pk__in=done)
    _tell(others, Kind.AWAITING, [verdict.claim], verdict=verdict, by=by)


def settled(verdict: Verdict, *, by: User | None = None) -> None:
    """Take back that a verdict awaits sign-off: from `by`, who has given theirs, or from everybody.

    What was told on the desk counts as read; e-mail that has not gone out stays in.
    """
    rows = Notification.objects.filter(verdict=verdict, kind=Kind.AWAITING, read_at=None)
    rows = rows.filter(user=by) if by else rows
    unsent = rows.filter(by_mail=True, mailed_at=None)
    unsent.filter(in_page=False).delete()
    unsent.update(by_mail=False)
    rows.update(read_at=timezone.now())


def came_back(claim: Claim, words: str) -> None:
    """Tell whose claim it is that the watch brought it back, and in `words` why.

    That is who it is assigned to; where nobody is who could act, the author of what is published.
    """
    live = claim.publications.filter(state=Publication.State.LIVE)
    ids = [claim.assignee_id, *live.values_list("verdict__author", flat=True)]
    able = {person.pk: person for person in holders(permissions.TRIAGE).filter(pk__in=ids)}
    whose = [able[one] for one in ids if one in able][:1]
    _tell(whose, Kind.DUE, [claim], note=words)


def held_back(verdict: Verdict, why: str) -> None:
    """Tell whoever scheduled a verdict that it did not go out, and why."""
    whose = holders(permissions.PUBLISH).filter(pk=verdict.scheduled_by_id)
    words = f"It was not published at its time. {why}"
    _tell(whose, Kind.DUE, [verdict.claim], verdict=verdict, note=words)


def webhook_paused(webhook: Webhook, why: str) -> None:
    """Tell every administrator that a webhook was given up, and why."""
    words = f"The webhook “{webhook.name}” was paused. {why}"
    _write(
        Notification(user=person, kind=Kind.WEBHOOK, webhook=webhook, note=words)
        for person in holders(permissions.ADMINISTER)
    )


def read(row: Notification) -> None:
    """Mark one as read: whom it is for has opened it. Like what they choose, no Event."""
    Notification.objects.unread().filter(pk=row.pk).update(read_at=timezone.now())


def read_all(person: User, *, up_to: int) -> int:
    """Mark as read what somebody had before them: all up to an id. Tells how many weren't yet."""
    rows = Notification.objects.unread().filter(user=person, pk__lte=up_to)
    return rows.update(read_at=timezone.now())


def choose(person: User, *, in_page: Collection[str], by_mail: Collection[str]) -> None:
    """Set what somebody is told of, and how. A habit of the person's own, and no Event.

    What concerns them in no role of theirs stays as it is.
    """
    if not {*in_page, *by_mail} <= set(Kind.values):
        raise ValidationError("There is no such kind of notification.")
    offered = choices(person)

    def chosen(given: Collection[str], before: Collection[str]) -> list[str]:
        return [kind for kind in Kind if kind in (given if kind in offered else before)]

    User.objects.filter(pk=person.pk).update(
        told_in_page=chosen(in_page, person.told_in_page),
        told_by_mail=chosen(by_mail, person.told_by_mail),
    )


def choices(person: User) -> list[Notification.Kind]:
    """The kinds of notifications that somebody may get, in their role."""
    administers = person.has_perm(permissions.ADMINISTER)
    return [kind for kind in Kind if administers or kind != Kind.WEBHOOK]


def _tell(
    people: Iterable[User],
    kind: str,
    claims: Sequence[Claim],
    *,
    verdict: Verdict | None = None,
    by: User | None = None,
    note: str = "",
) -> None:
    """Write what each of these people is told about each claim, the way that they chose."""
    _write(
        Notification(user=person, kind=kind, claim=claim, verdict=verdict, by=by, note=note)
        for person in people
        for claim in claims
    )


def _write(rows: Iterable[Notification]) -> None:
    """Store those that their readers want, the way that they chose, and have mail sent."""
    told = []
    for row in rows:
        row.in_page = row.kind in row.user.told_in_page
        row.by_mail = row.kind in row.user.told_by_mail and bool(row.user.email)
        if row.in_page or row.by_mail:
            told.append(row)
    Notification.objects.bulk_create(told)
    if any(row.by_mail for row in told):
        wake_on_commit("send_mail")
