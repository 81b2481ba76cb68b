"""Which form an answer has: the one that the address names, else the one that is liked best."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http.request import MediaType
from rest_framework.exceptions import NotAcceptable, ValidationError
from rest_framework.negotiation import BaseContentNegotiation, DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

ANYTHING = MediaType("*/*")
NOTHING = MediaType("*/*;q=0")


class FormatFirst(DefaultContentNegotiation):
    """`?format=` wins over whatever Accept header a library sends by itself.

    Of that header the weights count as RFC 9110 has it: what is weighed with 0 is not wanted, and
    of what is liked alike the form that is named wins, then the one that comes first here.
    """

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        there = list(renderers)
        if (wanted := request.query_params.get("format")) is not None:
            chosen = _named(wanted, there)
            return chosen, chosen.media_type
        ranges = [MediaType(word) for word in self.get_accept_list(request)] or [ANYTHING]
        # Of several that are liked alike `max` takes the first.
        liked = max(there, key=lambda one: _liking(_closest(one, ranges)))
        closest = _closest(liked, ranges)
        if not closest.quality:
            raise NotAcceptable(available_renderers=there)
        # What is asked for beside the form, such as `indent`.
        _, mark, more = str(closest).partition(";")
        return liked, f"{liked.media_type}{mark}{more}"


class JsonAlone(BaseContentNegotiation):
    """The one form that there is, whatever a request accepts."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


def _named(name: str, renderers: list[BaseRenderer]) -> BaseRenderer:
    """Raises ValidationError, which names what there is, for a form that there isn't."""
    for one in renderers:
        if one.format == name:
            return one
    there = ", ".join(dict.fromkeys(one.format for one in renderers))
    raise ValidationError({"format": f"There is no form “{name[:50]}” here; there is: {there}."})


def _closest(renderer: BaseRenderer, ranges: list[MediaType]) -> MediaType:
    """What an Accept header says of a form: in the most specific of the ranges that it is in."""
    main, _, sub = renderer.media_type.partition("/")
    fitting = [one for one in ranges if one.main_type in ("*", main) and one.sub_type in ("*", sub)]
    return max(fitting, key=lambda one: one.specificity, default=NOTHING)


def _liking(said: MediaType) -> tuple[float, int]:
    return said.quality, said.specificity
