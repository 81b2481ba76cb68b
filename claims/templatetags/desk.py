"""What the templates say more than once."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from claims.desk import alerts, copies, details, live, markdown, messages, promises, reasons
from claims.models import Claim, Kind, Occurrence, Source

register = template.Library()

# The states in which a claim waits for somebody, and how urgent it is from which priority on.
WAITING = {Claim.State.NEW, Claim.State.CHECKING, Claim.State.PARKED}
WORTH = (
    (3, 75, "Urgent to check"),
    (2, 50, "Worth checking"),
    (1, -(2**31), "Check if there is time"),
)

STEPS = ((60, "s", 1), (3600, "min", 60), (86400, "h", 3600), (86400 * 14, "d", 86400))


@register.filter
def ago(moment: dt.datetime) -> SafeString:
    """How long ago, in a word, with the exact time of the newsroom on hover."""
    local = timezone.localtime(moment)
    exact = f"{date_format(local, 'j F Y, H:i')} {local.tzname()}"
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', moment.isoformat(), exact, _age(moment)
    )


def _age(moment: dt.datetime) -> str:
    seconds = max(0, int((timezone.now() - moment).total_seconds()))
    if seconds < 60:
        return "now"
    for limit, unit, length in STEPS:
        if seconds < limit:
            return f"{seconds // length} {unit}"
    return date_format(timezone.localtime(moment), "j M Y")


@register.filter
def when(moment: dt.datetime) -> SafeString:
    """A moment in the newsroom's time zone."""
    local = timezone.localtime(moment)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(),
        f"{date_format(local, 'j F Y, H:i:s')} {local.tzname()}",
        date_format(local, "j M Y, H:i"),
    )


@register.filter
def typed(moment: dt.datetime) -> str:
    """When something was typed: the time alone on the same day."""
    local = timezone.localtime(moment)
    if local.date() == timezone.localdate():
        return f"at {date_format(local, 'H:i')}"
    return f"on {date_format(local, 'j F, H:i')}"


@register.filter
def day(value: Any) -> SafeString | str:
    """A day, given as one or in ISO 8601 as snapshots have it."""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).date()
    if isinstance(value, str):
        value = parse_date(value)
    if not value:
        return ""
    return format_html(
        '<time datetime="{}">{}</time>', value.isoformat(), date_format(value, "j F Y")
    )


@register.filter(name="markdown")
def as_markdown(source: str) -> SafeString:
    return markdown.render(source)


@register.filter
def kind_label(kind: str) -> str:
    return str(Kind(kind).label) if kind in Kind.values else kind


@register.filter
def stance_label(stance: str) -> str:
    return str(Source.Stance(stance).label) if stance in Source.Stance.values else stance


@register.filter
def source_kind_label(kind: str) -> str:
    return str(Source.Kind(kind).label) if kind in Source.Kind.values else kind


@register.filter
def kinds_in_words(claim: Claim, most: int | None = None) -> str:
    """What sort of claim it is, the main kind first: “Promise, statistic”."""
    return ", ".join(claim.kind_labels[:most]).capitalize()


register.filter("stamp", live.stamp)
register.filter("undo_of", messages.undo_of)
register.filter("is_awaited", copies.is_awaited)
register.filter("look", copies.look)
register.filter("due", details.due)
register.filter("due_words", details.due_words)
register.filter("flags", details.flags)
register.filter("loose", details.loose)
register.filter("reasons", reasons.of)
register.filter("alert_reason", alerts.reason)
register.filter("fell_due", alerts.fell_due)
register.filter("looks_ahead", promises.looks_ahead)


@register.inclusion_tag("claims/_details.html")
def details_of(claim: Claim, heading: str = "", folded: str = "") -> dict[str, Any]:
    """What a claim says in figures, days and names: under a heading, or folded away."""
    found = details.of(claim)
    return {
        "heading": heading,
        "folded": folded,
        "figures": details.figures(claim),
        "days": details.days(claim),
        "places": found.places,
        "organisations": found.organisations,
    }


@register.filter
def state_sign(row: Any) -> SafeString:
    """The state of a row as a sign of its own shape, and the word."""
    return format_html('<span class="state {}">{}</span>', row.state, row.get_state_display())


@register.filter
def worth_sign(claim: Claim) -> SafeString | str:
    """A claim's place in the queue as three bars, and in words; nothing once it is decided."""
    if claim.state not in WAITING:
        return ""
    step, words = next((number, words) for number, least, words in WORTH if claim.priority >= least)
    return format_html(
        '<span class="worth s{}"><i aria-hidden="true"><b></b><b></b><b></b></i>{}</span>',
        step,
        words,
    )


@register.filter
def said_by(claim: Claim, place: Occurrence | None = None) -> SafeString:
    """Who is answerable, with the role that they had at `place`, and who told it there."""
    people = claim.people
    known = place.role if place and len(people) == 1 else ""
    named = format_html_join(
        " and ",
        "<strong>{}</strong>{}",
        ((person, f", {role}" if (role := known or person.role) else "") for person in people),
    )
    told = f", as reported by {place.reported_by}" if place and place.reported_by else ""
    return format_html("{}{}", named or "The document itself", told)


@register.filter
def get(mapping: dict[Any, Any] | None, key: Any) -> Any:
    return mapping.get(key) if mapping else None


@register.filter
def json_ld(value: Any) -> SafeString:
    """JSON that can't end the script element in which it stands."""
    text = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    escapes = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
    return mark_safe(text.translate(escapes))  # noqa: S308


@register.inclusion_tag("claims/_field.html")
def field(bound: Any, **options: Any) -> dict[str, Any]:
    """A form's field: label, control, help and errors, tied together for screen readers."""
    return {"field": bound, **options}
