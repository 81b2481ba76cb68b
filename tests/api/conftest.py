"""A client that speaks as programs do: JSON, and a key or none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import jsonschema
import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests import make

ALL = ("read_published", "read_desk", "write_documents", "act")


class Api:
    """Requests to the API, as whoever owns `key`; anonymous without one."""

    def __init__(self, key: str = "") -> None:
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {key}"} if key else {}

    def get(self, path: str, accept: str = "*/*", **parameters: Any) -> HttpResponse:
        return self.client.get(
            _absolute(path), parameters, headers=self.headers | {"Accept": accept}
        )

    def post(self, path: str, body: Any = None) -> HttpResponse:
        return self.client.post(
            _absolute(path), body, content_type="application/json", headers=self.headers
        )

    def patch(self, path: str, body: Any = None) -> HttpResponse:
        return self.client.patch(
            _absolute(path), body, content_type="application/json", headers=self.headers
        )

    def delete(self, path: str) -> HttpResponse:
        return self.client.delete(_absolute(path), headers=self.headers)

    def send(self, path: str, raw: bytes, content_type: str = "application/json") -> HttpResponse:
        """Post exactly these bytes."""
        return self.client.generic("POST", _absolute(path), raw, content_type, headers=self.headers)


def _absolute(path: str) -> str:
    return path if path.startswith(("/", "http")) else f"/api/v1/{path}"


def content(response: HttpResponse) -> bytes:
    """The whole body, streamed or not."""
    return b"".join(response) if response.streaming else response.content


def problem(response: HttpResponse, status: int) -> dict[str, Any]:
    """The body of a refusal, once it is seen to be one."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert body["type"].startswith("urn:factcheck:problem:")
    assert body["title"]
    assert body["detail"]
    return body


def validate(schema: dict, name: str, value: object) -> None:
    jsonschema.validate(value, schema | {"$ref": f"#/components/schemas/{name}"})


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done in here is rolled back at its end, so that the next may do it, too."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def schema(django_db_setup, django_db_blocker) -> dict:
    """What the API says of itself; the same for every test, whatever rows there are."""
    with django_db_blocker.unblock():
        return Api().get("/api/schema/", format="json").json()


@pytest.fixture
def public(db: None) -> Api:
    return Api()


@pytest.fixture
def as_alice(alice) -> Api:
    """A reporter's key with every scope."""
    return Api(make.api_key(alice, *ALL))


@pytest.fixture
def as_bob(bob) -> Api:
    """An editor's key with every scope."""
    return Api(make.api_key(bob, *ALL))


@pytest.fixture
def as_charlie(charlie) -> Api:
    """A key with every scope, of somebody without any role."""
    return Api(make.api_key(charlie, *ALL))
