"""Who works on the desk, for menus that stand on every page."""

from __future__ import annotations

from django.core.cache import caches

from claims.desk import forms
from claims.models import User

# Seconds after which a new account shows up in menus.
KEPT = 5


def on_desk() -> list[User]:
    """Everybody who may check claims, by name. Not for deciding who may: it is seconds old."""
    people = caches["process"].get("people")
    if people is None:
        people = list(forms.desk_people())
        caches["process"].set("people", people, KEPT)
    return people
