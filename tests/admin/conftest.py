"""Doors: a client that is logged in as each of the cast."""

from collections.abc import Callable

import pytest
from django.test import Client

from claims.models import User
from tests import make

As = Callable[[User], Client]


@pytest.fixture
def as_() -> As:
    def log_in(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return log_in


@pytest.fixture
def admin_door(as_: As, dana: User) -> Client:
    """Dana, the administrator, at the admin."""
    return as_(dana)


@pytest.fixture
def root(db: None) -> User:
    return make.user("root", is_superuser=True, is_staff=True)
