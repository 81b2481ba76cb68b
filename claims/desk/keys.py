"""The keys of the desk: all of them in words, and the switch that turns the one-letter ones off."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from claims.desk.doors import door, page, where_next
from claims.pipeline import people
from claims.requests import DeskRequest

# As the help shows them: a heading, and keys with what they do.
KEYS = (
    (
        "Go through the queue",
        (
            ("J", "next claim"),
            ("K", "claim before"),
            ("Enter", "open the claim’s own page"),
            ("/", "search"),
            ("?", "show these keys"),
            ("Esc", "close what is open"),
        ),
    ),
    (
        "Decide on a claim",
        (
            ("A", "accept: you check it"),
            ("D", "dismiss, then the number of a reason"),
            ("G", "give it to somebody"),
            ("P", "park until a date"),
            ("V", "write or open the verdict"),
            ("Z", "take the last decision back"),
        ),
    ),
    (
        "Change a claim",
        (
            ("E", "edit statement, kind, claimant, dates"),
            ("S", "split off a second claim"),
            ("M", "merge with one that says the same"),
            ("T", "tag"),
        ),
    ),
    (
        "Several at once",
        (
            ("X", "select the claim, or not any more"),
            ("Shift+J Shift+K", "select on the way"),
            ("D G T P", "act on all that are selected"),
        ),
    ),
)


@door()
def keys(request: DeskRequest) -> HttpResponse:
    return page(request, "keys", {"groups": KEYS}, fragment="_keys")


@require_POST
@door()
def switch(request: DeskRequest) -> HttpResponse:
    """Turn one-letter keys on or off for whoever asks."""
    on = request.POST.get("on") == "1"
    people.switch_keys(request.user, on=on)
    messages.success(request, f"One-letter keys are {'on' if on else 'off'}.")
    return redirect(where_next(request, reverse("queue")))
