"""Browsers for the cast, and a newsroom with one row in every state."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client

from claims.models import Claim, Document, Publication, User, Verdict
from claims.pipeline import publication
from tests import make

Enter = Callable[[User], Client]


@pytest.fixture
def enter() -> Enter:
    """A client that is logged in as somebody."""

    def log_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return log_in


@dataclass
class Newsroom:
    """One of everything. Alice wrote the verdicts, Bob signed off and published."""

    document: Document
    new: Claim
    draft: Verdict
    submitted: Verdict
    approved: Verdict
    live: Publication
    retracted: Publication


@pytest.fixture
def newsroom(alice: User, bob: User) -> Newsroom:
    new = make.claim()
    retracted = make.published(alice, bob)
    publication.retract(retracted, by=bob, reason="We mixed up two years.")
    return Newsroom(
        document=new.occurrences.get().document,
        new=new,
        draft=make.draft(alice),
        submitted=make.submitted(alice),
        approved=make.approved(alice, bob),
        live=make.published(alice, bob),
        retracted=retracted,
    )
