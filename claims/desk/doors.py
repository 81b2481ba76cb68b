"""What every page of the desk has in common: who may enter, and whole page or fragment."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from claims import permissions
from claims.models import User
from claims.requests import DeskRequest

View = Callable[..., HttpResponse]


def door(permission: str = permissions.VIEW_DESK) -> Callable[[View], View]:
    """Let in whoever has `permission`; ask strangers to log in, send others to somebody's door."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            # Until here it may be a stranger.
            if not request.user.is_authenticated:
                return _to_login(request)  # type: ignore[unreachable]
            require(request, permission)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def require(request: DeskRequest, permission: str) -> None:
    """Raise PermissionDenied, with words for the person, unless they have `permission`."""
    if not request.user.has_perm(permission):
        raise PermissionDenied(_whom_to_ask(request))


def _to_login(request: DeskRequest) -> HttpResponse:
    # After a login comes a page, never the address of an action.
    address = request.get_full_path() if request.method == "GET" else "/"
    if request.htmx:
        address = request.htmx.current_url_abs_path or "/"
        return HttpResponseClientRedirect(redirect_to_login(address).url)
    return redirect_to_login(address)


def _whom_to_ask(request: DeskRequest) -> str:
    if request.user.has_perm(permissions.VIEW_DESK):
        problem = "Your role on the desk doesn’t cover this."
    else:
        problem = f"You are logged in as {request.user.name}, but your account has no role here."
    names = [person.name for person in _administrators()]
    if not names:
        return f"{problem} Ask whoever set this desk up to give you one."
    return f"{problem} Ask {' or '.join(names)} for it."


def _administrators() -> list[User]:
    people = User.objects.filter(groups__name=permissions.Role.ADMINISTRATOR.value, is_active=True)
    return list(people.order_by("username")[:3])


def page(
    request: DeskRequest,
    name: str,
    context: dict[str, Any],
    *,
    fragment: str = "",
    status: int = 200,
) -> HttpResponse:
    """`claims/{name}.html`; or, when htmx asks, only its part `claims/{fragment}.html`."""
    partial = fragment and request.htmx and not request.htmx.history_restore_request
    template = f"claims/{fragment if partial else name}.html"
    response = render(request, template, context, status=status)
    if fragment:
        patch_vary_headers(response, ["HX-Request"])
    return response


def where_next(request: DeskRequest, default: str, name: str = "then") -> str:
    """The page that the form's field `name` asks to go on with, if it is one of ours."""
    address = request.POST.get(name, "")
    ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if ours else default


def number(word: str) -> int:
    """A row's number as an address or a form gives it; 0, which no row has, when it is none."""
    return int(word) if word.isascii() and word.isdigit() and len(word) < 18 else 0
