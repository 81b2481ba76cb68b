"""Keys: what programs show instead of a password."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from claims.models import ApiKey, Scope, User
from claims.pipeline.changes import change, check_fields, record, require, take


@transaction.atomic
def create_key(
    *,
    by: User | None,
    owner: User,
    name: str,
    scopes: Sequence[str],
    expires_at: dt.datetime | None = None,
    per_minute: int | None = None,
) -> tuple[ApiKey, str]:
    """Make a key that acts for `owner`. Returns it, and the key in clear, which is kept nowhere.

    It may make `per_minute` requests; None: as many as the settings say for any key.
    `by=None` is whoever runs commands on the server. Raises ValidationError with a message for
    each field that can't be taken.
    """
    name = require(name, "name", "Name what uses the key, such as “Website import”.")
    facts = {
        "name": name,
        "scopes": _scopes(scopes),
        "expires_at": expires_at,
        "per_minute": per_minute,
    }
    check_fields(ApiKey, **facts)
    if per_minute == 0:
        raise ValidationError({"per_minute": "Give it at least one request, or revoke it."})
    if expires_at and expires_at <= timezone.now():
        raise ValidationError({"expires_at": "Choose a time that is still to come."})
    if not owner.is_active:
        raise ValidationError({"owner": f"{owner.name} has no active account."})
    clear = ApiKey.generate()
    key = ApiKey.objects.create(
        owner=owner, prefix=clear[:12], sha256=ApiKey.digest(clear), **facts
    )
    given: dict[str, Any] = {"owner": owner.name, "prefix": key.prefix, **facts}
    record(key, action="api_key.created", by=by, after=given)
    return key, clear


@transaction.atomic
def revoke_key(key: ApiKey, *, by: User | None) -> None:
    """End a key, from the next request on. It stays in the list and in the history."""
    locked = take(key, revoked_at=None, refusal="This key is revoked already.")
    change(locked, action="api_key.revoked", by=by, revoked_at=timezone.now())


def _scopes(given: Sequence[str]) -> list[str]:
    """The scopes in their own order, each once."""
    unknown = set(given) - set(Scope.values)
    if unknown or not given:
        raise ValidationError({"scopes": f"Choose one or more of: {', '.join(Scope.values)}."})
    return [scope for scope in Scope.values if scope in given]
