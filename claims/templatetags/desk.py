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
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from claims.desk import details, live, markdown, messages, reasons
from claims.models import Claim, Kind, Source

register = template.Library()

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
register.filter("due", details.due)
register.filter("due_words", details.due_words)
register.filter("flags", details.flags)
register.filter("loose", details.loose)
register.filter("reasons", reasons.of)


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
def worth(priority: int) -> str:
    """A claim's place in the queue, in words."""
    if priority >= 75:
        return "Urgent to check"
    return "Worth checking" if priority >= 50 else "Check if there is time"


@register.filter
def worth_step(priority: int) -> int:
    return 3 if priority >= 75 else 2 if priority >= 50 else 1


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
