"""What readers' pages say more than once."""

from __future__ import annotations

import datetime as dt

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from claims.models import Correction, PromiseStatus
from claims.pipeline.promises import LOOKS_AHEAD
from claims.public import checks, embedding, syndication, words
from claims.templatetags.desk import day

register = template.Library()

register.filter("promise_history", checks.promise_history)
register.simple_tag(embedding.iframe, name="iframe")
register.filter("figure", intcomma)


@register.filter
def moment_day(moment: dt.datetime | str | None) -> SafeString | str:
    """The day of a moment where the newsroom is; snapshots have moments in ISO 8601."""
    return day(parse_datetime(moment) if isinstance(moment, str) else moment)


@register.filter
def correction_kind(kind: str) -> str:
    return dict(Correction.Kind.choices).get(kind, kind)


@register.filter
def promise_label(status: str) -> str:
    """How a promise stands, in words; nobody has said so yet where `status` is empty."""
    return dict(PromiseStatus.Status.choices).get(status, status) or words.NOT_RATED


@register.filter
def looks_ahead(kinds: list[str]) -> bool:
    """Whether a claim of these kinds is a promise or a prediction."""
    return bool(set(LOOKS_AHEAD).intersection(kinds))


@register.simple_tag
def feed_links(name: str, title: str, query: str = "") -> SafeString:
    """For the head of a page: a feed in every form, narrowed by the filters in `query`."""
    return format_html_join(
        "\n  ",
        '<link rel="alternate" type="{}" title="{}" href="{}">',
        ((form.media_type, title, address) for form, address in _forms(name, query)),
    )


@register.simple_tag
def follow(name: str, query: str = "") -> SafeString:
    """The same for people: a link to each form."""
    return format_html_join(
        "",
        '<span><a href="{}">{}</a></span>',
        ((address, form.label) for form, address in _forms(name, query)),
    )


def _forms(name: str, query: str) -> list[tuple[syndication.Form, str]]:
    base = reverse(name)
    return [
        (form, syndication.address(base, query, key)) for key, form in syndication.FORMS.items()
    ]
