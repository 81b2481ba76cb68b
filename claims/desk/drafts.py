"""What somebody has typed into a form and not saved yet: kept as they type, and given back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST

from claims.desk import forms
from claims.desk.doors import door, where_next
from claims.models import Autosave, User
from claims.pipeline import autosave as keeping
from claims.requests import DeskRequest

# The forms that are kept, by the page on which they stand.
NEW_DOCUMENT = "document-new"
PLACES = re.compile(r"(?P<page>claim|document|verdict)-(?P<pk>\d{1,18})(?:-(?:edit|split|add))?")
# What a form sends besides what is typed.
ASIDE = frozenset(("csrfmiddlewaretoken", "then", "stay", "seen", "do", "remove", "discard"))


@require_POST
@door()
def autosave(request: DeskRequest, place: str) -> HttpResponse:
    """Keep what is typed at a place, or forget it: the form's “Discard”."""
    page = _page(place)
    if "discard" in request.POST:
        keeping.forget(by=request.user, place=place)
        return HttpResponseRedirect(where_next(request, page, "stay"))
    try:
        keeping.keep(by=request.user, place=place, content=_typed(request.POST))
    except ValidationError as error:
        return JsonResponse({"problem": " ".join(error.messages)}, status=422)
    return JsonResponse({"kept": date_format(timezone.localtime(), "H:i")})


def _page(place: str) -> str:
    """The address of the page on which a form stands; 404 for a form that there isn't."""
    if place == NEW_DOCUMENT:
        return reverse("document-new")
    found = PLACES.fullmatch(place)
    if found is None:
        raise Http404
    return reverse(found["page"], args=[int(found["pk"])])


def _typed(sent: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in sent.items() if name not in ASIDE}


def of(user: User, places: Iterable[str]) -> dict[str, Autosave]:
    """What this person has typed and not saved at these places, in one query."""
    rows = Autosave.objects.filter(user=user, place__in=list(places))
    return {row.place: row for row in rows}


def give_back(form: forms.ActionForm, user: User, place: str) -> None:
    """Make `form` the one that is kept at `place`, with what is kept there in it."""
    put_in(form, place, of(user, [place]).get(place))


def put_in(form: forms.ActionForm, place: str, found: Autosave | None) -> None:
    """Make `form` the one that is kept at `place`, and put in what was `found` there.

    A form that was sent shows what was sent. The hidden fields come back as well, so that it still
    counts as typed on the wording that its writer read.
    """
    form.place = place
    if found is None or form.is_bound or not _differs(form, found.content):
        return
    sent = {name: found.content.get(form.add_prefix(name)) for name in form.fields}
    typed = {
        name: form.fields[name].bound_data(value, None)
        for name, value in sent.items()
        if value is not None
    }
    form.initial = {**form.initial, **typed}
    form.typed_at = found.saved_at


@dataclass(frozen=True)
class SetAside:
    """What was typed into a form that has moved on without it, for its writer to copy from."""

    place: str
    saved_at: dt.datetime
    texts: list[str]


def set_aside(found: Autosave | None) -> SetAside | None:
    """The sentences of what is kept; none where there are none."""
    texts = [value for value in found.content.values() if " " in value.strip()] if found else []
    return SetAside(found.place, found.saved_at, texts) if found and texts else None


def _differs(form: forms.ActionForm, content: dict[str, str]) -> bool:
    """Whether anything visible was typed that the form doesn't say anyway."""
    fresh = _shown(form)
    return any(_plain(content[name]) != fresh[name] for name in content.keys() & fresh.keys())


def _shown(form: forms.ActionForm) -> dict[str, str]:
    """The fields that people see, with what they hold before anything is put in."""
    return {
        form.add_prefix(name): _plain(form.get_initial_for_field(field, name))
        for name, field in form.fields.items()
        if not field.widget.is_hidden
    }


def _plain(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    # Browsers end the lines of a text area as mail does.
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def forget(request: DeskRequest, place: str) -> None:
    """What was typed is saved now, or the form is no more."""
    keeping.forget(by=request.user, place=place)
