"""Who has a claim open: kept in the cache for a few seconds at a time, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.cache import cache

from claims.models import User

# A page says about once a second that it is open; after this long in silence it is closed.
SECONDS = 8


def enter(claim_id: int, user: User) -> None:
    """Note that `user` has this claim open just now."""
    cache.set(_key(claim_id, user.pk), True, SECONDS)


def others(claim_id: int, user: User, people: Iterable[User]) -> list[User]:
    """Those of `people`, `user` aside, who have this claim open."""
    keys = {_key(claim_id, person.pk): person for person in people if person != user}
    found = cache.get_many(keys)
    return [person for key, person in keys.items() if key in found]


def _key(claim_id: int, user_id: int) -> str:
    return f"open:{claim_id}:{user_id}"
