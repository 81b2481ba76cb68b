"""The desk's icon and accent colour, so that the admin is seen to be part of it."""

from django.http import HttpRequest
from django.templatetags.static import static

# Shades of the desk's accent, #1b4b8a, from the palest to the darkest.
ACCENT = {
    "50": "#eff5fc",
    "100": "#e0eaf7",
    "200": "#c3d7ef",
    "300": "#9bbce4",
    "400": "#6b99d3",
    "500": "#4379bd",
    "600": "#1b4b8a",
    "700": "#194279",
    "800": "#173763",
    "900": "#142c4e",
    "950": "#0e1a2b",
}


def icon(request: HttpRequest) -> str:
    return static("claims/favicon.svg")


def accent(request: HttpRequest) -> dict[str, str]:
    return dict(ACCENT)
