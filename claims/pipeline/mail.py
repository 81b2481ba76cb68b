"""Mail: what people are told by e-mail, one message a person for all that waits.

A notification that waits is a row; messages to workers only say that there may be some. Who sends
them takes the rows of one person by a conditional change, with a time after which they may be
taken again: two workers never send the same, and a worker that is killed costs ten minutes.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Sequence
from email.utils import formataddr

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from claims.models import Newsroom, Notification
from claims.models.notification import NotificationQuerySet
from claims.permissions import VIEW_DESK, holders

logger = logging.getLogger(__name__)

# After this long a worker that took notifications has died over them.
LEASE = dt.timedelta(minutes=10)
# How long to wait after the first failure, doubled by each further one up to the longest.
SHORTEST, LONGEST = dt.timedelta(minutes=1), dt.timedelta(hours=1)
TRIES = 10
# What is older is no news any more.
NEWS = dt.timedelta(days=3)
# People at one sweep, and notifications in one message: the next ones follow a minute later.
PEOPLE = 500
MOST = 100

Kind = Notification.Kind
# Subjects: of a message about one claim, and of one about several, by number.
ONE: dict[str, str] = {
    Kind.ASSIGNED: "Assigned to you",
    Kind.SENT_BACK: "Sent back to you",
    Kind.AWAITING: "Awaits your sign-off",
    Kind.DUE: "Came back",
    Kind.WEBHOOK: "Webhook paused",
}
SEVERAL: dict[str, tuple[str, str]] = {
    Kind.ASSIGNED: ("claim assigned to you", "claims assigned to you"),
    Kind.SENT_BACK: ("verdict sent back", "verdicts sent back"),
    Kind.AWAITING: ("verdict awaits your sign-off", "verdicts await your sign-off"),
    Kind.DUE: ("claim came back", "claims came back"),
    Kind.WEBHOOK: ("webhook paused", "webhooks paused"),
}


def send_waiting() -> int:
    """Send everybody what waits for them. Returns how many messages went out."""
    people = _due().order_by("user_id").values_list("user_id", flat=True).distinct()
    return sum(_send_to(person) for person in list(people[:PEOPLE]))


def _due() -> NotificationQuerySet:
    """What is to be sent now: nothing that was read meanwhile, or that its reader may not see."""
    now = timezone.now()
    return (
        Notification.objects.of_what_is_visible()
        .to_mail()
        .filter(
            Q(mail_at=None) | Q(mail_at__lte=now),
            ~Q(user__email=""),
            user__in=holders(VIEW_DESK).order_by().values("pk"),
            read_at=None,
            mail_failures__lt=TRIES,
            created_at__gt=now - NEWS,
        )
    )


def _send_to(user_id: int) -> bool:
    """Send one person what waits; tells whether a message went out."""
    rows = _take(user_id)
    if not rows:
        return False
    try:
        _message(rows).send()
    except Exception as error:
        logger.exception("No mail to %s: %s", rows[0].user.username, error)
        _put_off(rows)
        return False
    _of(rows).update(mailed_at=timezone.now(), mail_at=None)
    return True


@transaction.atomic
def _take(user_id: int) -> list[Notification]:
    """Hold one person's notifications for as long as a worker may need to send them."""
    rows = list(
        _due()
        .filter(user=user_id)
        .select_related("user", "claim", "verdict", "webhook", "by")
        .select_for_update(skip_locked=True, of=("self",))[:MOST]
    )
    _of(rows).update(mail_at=timezone.now() + LEASE)
    return rows


def _put_off(rows: Sequence[Notification]) -> None:
    """Try again later, and the later the more often it has failed."""
    for row in rows:
        row.mail_failures += 1
        row.mail_at = timezone.now() + min(SHORTEST * 2 ** (row.mail_failures - 1), LONGEST)
    Notification.objects.bulk_update(rows, ["mail_failures", "mail_at"])


def _of(rows: Sequence[Notification]) -> NotificationQuerySet:
    return Notification.objects.filter(pk__in=[row.pk for row in rows])


def _message(rows: Sequence[Notification]) -> EmailMessage:
    """All of one person's rows in plain words, in the newsroom's time and under its address."""
    newsroom, person = Newsroom.current(), rows[0].user
    context = {
        "person": person,
        "rows": [(row, newsroom.absolute(row.about)) for row in rows],
        "newsroom": newsroom,
        "choose": newsroom.absolute(reverse("notifications") + "#choose"),
    }
    return EmailMessage(
        subject=_subject(rows),
        body=render_to_string("claims/mail.txt", context).strip() + "\n",
        to=[formataddr((person.name, person.email))],
        # No answers of machines, please.
        headers={"Auto-Submitted": "auto-generated"},
    )


def _subject(rows: Sequence[Notification]) -> str:
    """What it is about: the one claim, or of several how many there are of each kind."""
    if len(rows) == 1:
        # In one line, or it could say more than a subject.
        words = Truncator(" ".join(rows[0].subject.split())).chars(80)
        return f"{ONE[rows[0].kind]}: {words}"
    numbers = Counter(row.kind for row in rows)
    return ", ".join(
        f"{number} {SEVERAL[kind][number > 1]}" for kind in Kind.values if (number := numbers[kind])
    )
