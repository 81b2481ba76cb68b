"""The calendar: a month of the desk's days, and the address under which programs read them."""

from __future__ import annotations

import datetime as dt
from calendar import Calendar, day_abbr
from collections import defaultdict
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from claims import permissions
from claims.desk import agenda, ical
from claims.desk.doors import door, page
from claims.models import Newsroom, User
from claims.pipeline import calendars
from claims.requests import DeskRequest

# Entries of one day that are shown before one asks for the rest.
SHOWN = 4
# What a calendar program gets: the month past, and what is to come.
BEFORE, AFTER = dt.timedelta(days=31), dt.timedelta(days=5 * 366)
YEARS = range(1990, 2200)


@dataclass(frozen=True)
class Day:
    on: dt.date
    shown: list[agenda.Entry]
    more: list[agenda.Entry]
    is_today: bool


@door()
def calendar(request: DeskRequest) -> HttpResponse:
    return _show(request)


@require_POST
@door()
def address(request: DeskRequest) -> HttpResponse:
    """Make a new secret address and show it, this once; or end the one that there is."""
    if request.POST.get("do") == "remove":
        calendars.remove(request.user, by=request.user)
        secret = ""
    else:
        secret = calendars.make(request.user, by=request.user)
    request.user.refresh_from_db(fields=["calendar_sha256"])
    return _show(request, secret)


def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of whoever the secret belongs to, while they may read the desk; else 404."""
    person = User.objects.filter(calendar_sha256=calendars.digest(secret), is_active=True).first()
    if person is None or not person.has_perm(permissions.VIEW_DESK):
        raise Http404
    today = timezone.localdate()
    entries = agenda.between(today - BEFORE, today + AFTER)
    response = HttpResponse(
        ical.calendar(entries, Newsroom.current()), content_type="text/calendar; charset=utf-8"
    )
    response["Cache-Control"] = "private, max-age=300"
    response["X-Robots-Tag"] = "noindex"
    return response


def _show(request: DeskRequest, secret: str = "") -> HttpResponse:
    """The month that the address asks for, or this one; and the secret address, just made."""
    first = _month(request.GET.get("month", ""))
    following = _beside(first, 1)
    entries = agenda.between(first, following - dt.timedelta(days=1))
    feed_at = request.newsroom.absolute(reverse("calendar-feed", args=[secret])) if secret else ""
    context = {
        "month": first,
        "days": _days(first, entries),
        "weekdays": list(day_abbr),
        "before": _beside(first, -1),
        "following": following,
        "is_this_month": first == _month(""),
        "is_empty": not entries,
        "feed_at": feed_at,
    }
    response = page(request, "calendar", context)
    if feed_at:
        response["Cache-Control"] = "no-store"
    return response


def _month(asked: str) -> dt.date:
    """The first day of the month "2026-11"; of this one for what is none."""
    try:
        day = parse_date(f"{asked}-01")
    except ValueError:
        day = None
    return day if day and day.year in YEARS else timezone.localdate().replace(day=1)


def _beside(month: dt.date, step: int) -> dt.date:
    """The first day of the month after this one, or with -1 of the one before."""
    return (month + dt.timedelta(days=31 if step > 0 else -1)).replace(day=1)


def _days(month: dt.date, entries: list[agenda.Entry]) -> list[Day]:
    """All days of the month, each with what is on it."""
    by_day = defaultdict(list)
    for entry in entries:
        by_day[entry.on].append(entry)
    today = timezone.localdate()
    return [
        Day(day, by_day[day][:SHOWN], by_day[day][SHOWN:], day == today)
        for day in Calendar().itermonthdates(month.year, month.month)
        if day.month == month.month
    ]
