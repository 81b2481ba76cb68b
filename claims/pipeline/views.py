"""Views: filters of the queue that somebody keeps under a name, or shares with the desk."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Lower

from claims import permissions
from claims.models import SavedView, User
from claims.pipeline.changes import record, require, take, within

_FIELDS = ("name", "query")


@transaction.atomic
def save(*, by: User, name: str, query: str, is_shared: bool = False) -> SavedView:
    """Keep a query of the queue under a name; one of the same name and owner is replaced."""
    name = _name(name)
    query = query.removeprefix("?")
    within(query, "query", SavedView._meta.get_field("query").max_length)
    view = _of(by, name)
    if view is None:
        try:
            with transaction.atomic():
                view = SavedView.objects.create(
                    owner=by, name=name, query=query, is_shared=is_shared
                )
        except IntegrityError:
            # Saved twice in one moment: the second one replaces the first.
            view = _of(by, name)
            assert view
        else:
            _tell(view, by, was=None)
            return view
    was = _shared(view)
    view.name, view.query, view.is_shared = name, query, is_shared
    view.save(update_fields=["name", "query", "is_shared"])
    _tell(view, by, was=was)
    return view


@transaction.atomic
def remove(view: SavedView, *, by: User) -> None:
    """Forget a view: one's own, or for an administrator one that is shared."""
    locked = take(view, refusal="Somebody has removed this view already.")
    if not permissions.may_change_view(by, locked):
        raise ValidationError(
            f"This view is {locked.owner.name}’s. Save one of your own instead, or ask an "
            "administrator."
        )
    if was := _shared(locked):
        record(locked, action="view.removed", by=by, before=was)
    locked.delete()


def _name(name: str) -> str:
    name = require(" ".join(name.split()), "name", "Give the view a name.")
    within(name, "name", SavedView._meta.get_field("name").max_length)
    return name


def _of(owner: User, name: str) -> SavedView | None:
    # Lower case as the database sees it: its constraint decides which names are the same.
    rows = SavedView.objects.select_for_update().alias(key=Lower("name"))
    return rows.filter(owner=owner, key=Lower(Value(name))).first()


def _shared(view: SavedView) -> dict[str, str]:
    """What the desk sees of a view: nothing of one that isn't shared."""
    return {name: getattr(view, name) for name in _FIELDS} if view.is_shared else {}


def _tell(view: SavedView, by: User, *, was: dict[str, str] | None) -> None:
    """Record what became of a view for the others on the desk."""
    now = _shared(view)
    if now == (was or {}):
        return
    action = "view.saved" if now else "view.removed"
    record(view, action=action, by=by, before=was or {}, after=now)
