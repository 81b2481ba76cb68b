"""What every page's template may use."""

from functools import partial
from typing import Any

from django.http import HttpRequest

from claims import permissions
from claims.desk import notifications


def desk(request: HttpRequest) -> dict[str, Any]:
    """The newsroom, and which parts of the desk this person may open."""
    return {
        "newsroom": getattr(request, "newsroom", None),
        "may_view_desk": _may(request, permissions.VIEW_DESK),
        "may_add_document": _may(request, permissions.ADD_DOCUMENT),
        "may_export": _may(request, permissions.EXPORT),
        # Asked for by the bar alone: fragments have none.
        "unread": partial(notifications.unread, request),
    }


def _may(request: HttpRequest, permission: str) -> bool:
    user = getattr(request, "user", None)
    return bool(user and user.has_perm(permission))
