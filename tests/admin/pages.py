"""Addresses and forms of the admin, as a browser would use them."""

from typing import Any

from django.contrib.messages import get_messages
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

TABLES = (
    "document",
    "extraction",
    "occurrence",
    "claim",
    "revision",
    "claimant",
    "verdict",
    "source",
    "archivedcopy",
    "scale",
    "rating",
    "publication",
    "correction",
    "alert",
    "promisestatus",
    "event",
    "user",
    "apikey",
    "notification",
    "webhook",
    "delivery",
    "export",
)


def list_of(table: str) -> str:
    return reverse(f"admin:claims_{table}_changelist")


def page_of(row: Model) -> str:
    return reverse(f"admin:claims_{row._meta.model_name}_change", args=[row.pk])


def button_of(row: Model, name: str) -> str:
    return reverse(f"admin:claims_{row._meta.model_name}_{name}", args=[row.pk])


def act(client: Client, action: str, *rows: Model, **given: Any) -> HttpResponse:
    """Choose rows in their list and run an action, with its form filled in when `given`."""
    data = {"action": action, "index": "0", "_selected_action": [row.pk for row in rows]}
    if given:
        data |= {"decide": "yes", **given}
    return client.post(list_of(str(rows[0]._meta.model_name)), data)


def said(response: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]
