"""What a caller may do: the key's scope and its owner's permission, both."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from claims.api.requests import KeyRequest
from claims.models import ApiKey, Scope
from claims.permissions import VIEW_DESK

if TYPE_CHECKING:
    # REST framework's views import this module, by the name in the settings.
    from rest_framework.views import APIView

Handler = TypeVar("Handler", bound=Callable[..., Any])


class Needs(NamedTuple):
    """What a request needs: a scope of the key, and a permission of its owner."""

    scope: Scope
    permission: str


READ_DESK = Needs(Scope.READ_DESK, VIEW_DESK)


def needs(scope: Scope, permission: str) -> Callable[[Handler], Handler]:
    """Mark a handler that needs something else than reading the desk."""

    def mark(handler: Handler) -> Handler:
        handler.needs = Needs(scope, permission)  # type: ignore[attr-defined]
        return handler

    return mark


def needed_by(view: APIView) -> Needs:
    handler = getattr(view, getattr(view, "action", None) or "", None)
    return getattr(handler, "needs", READ_DESK)


class HasScope(BasePermission):
    """Refuse whoever hasn't both: a key never does more than its owner may, nor more than it says.

    A handler that isn't marked by `needs` is for reading the desk.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        key = request.auth
        if not isinstance(key, ApiKey):
            return False
        scope, permission = needed_by(view)
        if scope not in key.scopes:
            raise PermissionDenied(
                f"This needs a key with the scope “{scope.value}”; "
                f"“{key.name}” has: {', '.join(key.scopes)}."
            )
        if not key.owner.has_perm(permission):
            raise PermissionDenied(
                f"{key.owner.name}, whose key this is, may not do this: "
                f"the permission {permission} is missing."
            )
        return True


def may_read_desk(request: KeyRequest) -> bool:
    """Whether an answer may hold what only the desk sees, drafts above all."""
    scope, permission = READ_DESK
    return scope in request.auth.scopes and request.user.has_perm(permission)
