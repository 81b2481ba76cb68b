"""Notifications: what concerns whoever looks, and what they want to be told of, and how."""

from __future__ import annotations

from typing import Any

from django import forms as fields
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from claims.desk import cursors, forms
from claims.desk.doors import door, number, page
from claims.models import Notification, User
from claims.models.notification import NotificationQuerySet
from claims.pipeline import notices
from claims.requests import DeskRequest

SIZE = 50
# Above this many the bar says "99+".
CAP = 99
Kind = Notification.Kind


class ChoiceForm(forms.ActionForm):
    """For each kind of notification whether it is told in the page and by e-mail."""

    in_page = fields.MultipleChoiceField(choices=Kind, required=False)
    by_mail = fields.MultipleChoiceField(choices=Kind, required=False)


def _of(user: User) -> NotificationQuerySet:
    """What the page shows somebody: nothing about claims that moderation has hidden."""
    return Notification.objects.of_what_is_visible().filter(user=user, in_page=True)


def unread(request: HttpRequest) -> str:
    """How many notifications wait to be read, for the bar; empty when none does. One query."""
    return told(unread_of(request.user).count()) if isinstance(request.user, User) else ""


def unread_of(user: User) -> NotificationQuerySet:
    """As many of those that wait to be read as have to be seen to tell how many they are."""
    return _of(user).unread()[: CAP + 1]


def told(count: int) -> str:
    return f"{CAP}+" if count > CAP else str(count or "")


@door()
def notifications(request: DeskRequest) -> HttpResponse:
    found = cursors.cut(
        _of(request.user).select_related("by", "claim", "verdict", "webhook"),
        after=request.GET.get("after", ""),
        fields=("id",),
        size=SIZE,
    )
    return page(request, "notifications", {"page": found, "choices": _choices(request.user)})


def _choices(user: User) -> list[dict[str, Any]]:
    """The table of choices: a row for each kind."""
    return [
        {
            "kind": kind.value,
            "label": kind.label,
            "in_page": kind in user.told_in_page,
            "by_mail": kind in user.told_by_mail,
        }
        for kind in notices.choices(user)
    ]


@door()
def open_one(request: DeskRequest, notification_id: int) -> HttpResponse:
    """Mark one as read and go to what it is about."""
    row = get_object_or_404(_of(request.user), pk=notification_id)
    notices.read(row)
    return redirect(row.about)


@require_POST
@door()
def read_all(request: DeskRequest) -> HttpResponse:
    """Mark all as read that were there when the page was drawn."""
    notices.read_all(request.user, up_to=number(request.POST.get("up_to", "")))
    messages.success(request, "All are marked as read.")
    return redirect("notifications")


@require_POST
@door()
def choose(request: DeskRequest) -> HttpResponse:
    form = ChoiceForm(request.POST)
    if form.attempt(notices.choose, request.user):
        messages.success(request, "You will be told as you chose.")
    else:
        messages.error(request, "That was not kept. Choose again.")
    return redirect("notifications")
