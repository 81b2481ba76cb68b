"""The contract: whatever a program sends, the answer is one of those that the schema names.

Each operation of the schema is called with made-up requests, good ones and bad ones, by nobody and
with a key of each scope, in a newsroom that has rows in every state. A few are made each time;
`FACTCHECK_EXAMPLES=200` makes as many for each operation.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.conf import settings as project
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.db.models import Model
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from claims.engine import Kind
from claims.models import (
    Alert,
    Claim,
    Claimant,
    Correction,
    Delivery,
    Document,
    Event,
    Export,
    Extraction,
    Occurrence,
    Publication,
    Rating,
    Source,
    Verdict,
    Webhook,
)
from claims.pipeline import (
    alerts,
    corrections,
    exporting,
    intake,
    publication,
    replies,
    sources,
    triage,
    webhooks,
)
from tests import make
from tests.api.conftest import ALL, undone

EXAMPLES = int(os.environ.get("FACTCHECK_EXAMPLES", "2"))

# Not `positive_data_acceptance`: that a date is still to come, or that a rating is one of the
# scale, no schema can say.
CHECKS = {
    GenerationMode.POSITIVE: [
        not_a_server_error,
        checks.status_code_conformance,
        checks.content_type_conformance,
        checks.response_headers_conformance,
        checks.response_schema_conformance,
    ]
}
CHECKS[GenerationMode.NEGATIVE] = [
    *CHECKS[GenerationMode.POSITIVE],
    checks.negative_data_rejection,
]


@cache
def described() -> Any:
    """What the API says of itself, ready to make requests of."""
    raw = SchemaGenerator().get_schema(request=None, public=True)
    # Which key is sent is for the test to say.
    config = schemathesis.Config.from_dict({"generation": {"with-security-parameters": False}})
    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(raw, default=str)), config=config)
    schema.app = get_wsgi_application()
    return schema


OPERATIONS = {found.ok().label: found.ok() for found in described().get_all_operations()}


class Newsroom:
    """Somebody of each role, a key of each scope, and rows in every state."""

    def __init__(self) -> None:
        self.alice = make.user("alice", role="Reporter")
        self.bob = make.user("bob", role="Editor")
        self.carol = make.user("carol", role="Editor")
        self.dana = make.user("dana", role="Administrator")
        self.keys = {
            "an editor’s with every scope": make.api_key(self.bob, *ALL),
            "a reporter’s with every scope": make.api_key(self.alice, *ALL),
            "an administrator’s with every scope": make.api_key(self.dana, *ALL),
            **{f"an editor’s with {scope}": make.api_key(self.bob, scope) for scope in ALL},
            "none": "",
        }
        self._put_webhooks_in_every_state()
        self._put_claims_in_every_state()
        self._put_documents_in_every_state()
        self._put_verdicts_in_every_state()
        for asker in (self.alice, self.bob):
            exporting.ask(by=asker, format="csv")
        Delivery.objects.filter(pk=Delivery.objects.order_by("pk")[:1]).update(
            state="failed", wake_at=None, settled_at=timezone.now()
        )
        self.good = self._good_values()
        self.paths = self._paths()

    def _put_webhooks_in_every_state(self) -> None:
        """Told of what is published below."""
        for name in ("Website", "Archive"):
            webhook = webhooks.add(by=self.dana, name=name, url="https://cms.example/hook")
        webhooks.pause(webhook, by=self.dana)

    def _put_claims_in_every_state(self) -> None:
        make.claim(kinds=(Kind.PROMISE, Kind.STATISTIC))
        make.checking(self.bob)
        triage.dismiss(make.claim(), by=self.alice, reason="vague", note="No year.")
        soon = timezone.localdate() + dt.timedelta(days=3)
        triage.park(make.claim(), by=self.alice, until=soon)

    def _put_documents_in_every_state(self) -> None:
        failed = make.extracted(make.document())
        Extraction.objects.filter(pk=failed.pk).update(state="failed", error="It broke.")
        hidden = make.claim().occurrences.get().document
        intake.hide_document(hidden, by=self.carol, reason="Private data.")

    def _put_verdicts_in_every_state(self) -> None:
        draft = make.draft(self.bob)
        sources.add(draft, by=self.bob, title="A witness", withheld_reason="A threat.")
        replies.ask(draft, by=self.bob, whom="The mayor’s office")
        alerts.raise_(draft.claim, kind="review", words="Look.", on=timezone.localdate())
        make.draft(self.alice)
        make.submitted(self.alice)
        make.approved(self.alice, self.bob)
        make.published(self.alice, self.bob)
        corrected = make.corrected(make.published(self.bob, self.carol), self.bob)
        corrections.begin(corrected, by=self.bob)
        publication.retract(make.published(self.alice, self.bob), by=self.bob, reason="Wrong.")

    def _good_values(self) -> dict[str, list[Any]]:
        """By the name of a field, what an attentive client sends in it."""
        tomorrow = timezone.now() + dt.timedelta(days=1)
        return {
            "revision": [1],
            "to": ["alice", "bob"],
            "into": list(Claim.objects.values_list("pk", flat=True)),
            "document": list(Document.objects.values_list("pk", flat=True)),
            "seen": ["new", "checking"],
            "rating": list(Rating.objects.values_list("label", flat=True)),
            "until": [tomorrow.date().isoformat(), tomorrow.isoformat()],
            "at": [tomorrow.isoformat()],
            "url": ["https://city.example/permits"],
            "fields": ["id", "id,claim"],
            "include": ["history", "verdicts"],
        }

    def _paths(self) -> dict[str, list[dict[str, int]]]:
        """By the parameters of a path, rows that are there."""
        claims = _ids(Claim)
        drafts = Verdict.objects.all()
        return {
            "/api/v1/claims/{id}/": claims,
            "/api/v1/verdicts/{id}/": claims,
            "/api/v1/documents/{id}/": _ids(Document),
            "/api/v1/extractions/{id}/": _ids(Extraction),
            "/api/v1/occurrences/{id}/": _ids(Occurrence),
            "/api/v1/claimants/{id}/": _ids(Claimant),
            "/api/v1/sources/{id}/": _ids(Source),
            "/api/v1/events/{id}/": _ids(Event),
            "/api/v1/publications/{id}/": _ids(Publication),
            "/api/v1/corrections/{id}/": _ids(Correction),
            "/api/v1/exports/{id}/": _ids(Export),
            "/api/v1/webhooks/{id}/": _ids(Webhook),
            "/api/v1/webhooks/{webhook_id}/": [{"webhook_id": row["id"]} for row in _ids(Webhook)],
            "/api/v1/webhooks/{webhook_id}/deliveries/{id}/": [
                {"webhook_id": row.webhook_id, "id": row.pk} for row in Delivery.objects.all()
            ],
            "/api/v1/claims/{claim_id}/alerts/{id}/": [
                {"claim_id": row.claim_id, "id": row.pk} for row in Alert.objects.all()
            ],
            "/api/v1/claims/{claim_id}/verdicts/{id}/": [
                {"claim_id": row.claim_id, "id": row.pk} for row in drafts
            ],
            "/api/v1/claims/{claim_id}/verdicts/{verdict_id}/sources/{id}/": [
                {"claim_id": row.claim_id, "verdict_id": row.pk, "id": part.pk}
                for row in drafts
                for part in row.sources.all()
            ],
            "/api/v1/claims/{claim_id}/verdicts/{verdict_id}/replies/{id}/": [
                {"claim_id": row.claim_id, "verdict_id": row.pk, "id": part.pk}
                for row in drafts
                for part in row.replies.all()
            ],
            "/api/v1/claims/{claim_id}/verdicts/{verdict_id}/": [
                {"claim_id": row.claim_id, "verdict_id": row.pk} for row in drafts
            ],
            "/api/v1/claims/{claim_id}/": [{"claim_id": row["id"]} for row in claims],
        }

    def rows(self, path: str) -> list[dict[str, int]]:
        """The rows that the longest beginning of a path leads to."""
        found = [begin for begin in self.paths if path.startswith(begin)]
        return self.paths[max(found, key=len)] if found else []


def _ids(model: type[Model]) -> list[dict[str, int]]:
    return [{"id": pk} for pk in model._default_manager.values_list("pk", flat=True)]


# The rows are made once: each test begins inside the transaction that holds them.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def newsroom(django_db_setup: None, django_db_blocker: Any) -> Iterator[Newsroom]:
    with django_db_blocker.unblock(), _connection_kept(), undone():
        yield Newsroom()


@contextmanager
def _connection_kept() -> Iterator[None]:
    """Have a request not close the connection that is inside a transaction of the test's."""
    ends = (signals.request_started, signals.request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in ends:
            signal.connect(close_old_connections)


@pytest.fixture
def _no_limits(settings: Any) -> None:
    none = {"DEFAULT_THROTTLE_RATES": {"anon": None, "key": None}}
    settings.REST_FRAMEWORK = project.REST_FRAMEWORK | none


@pytest.mark.usefixtures("_no_limits")
@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("label", OPERATIONS)
def test_every_answer_is_one_that_the_schema_names(newsroom, label, mode):
    operation = OPERATIONS[label]
    asked: list[schemathesis.Case] = []

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=EXAMPLES < 10,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), data=st.data())
    def ask(case: schemathesis.Case, data: st.DataObject) -> None:
        if mode.is_positive:
            _aim(case, newsroom, data)
        keys = list(newsroom.keys.values())
        # The first good one with every key: that is what takes most of the time. The first bad one
        # with a key that lets it in.
        first = keys if mode.is_positive else keys[:1]
        for key in [data.draw(st.sampled_from(keys))] if asked else first:
            _send(case, key, CHECKS[mode])
        asked.append(case)

    ask()


def _aim(case: schemathesis.Case, newsroom: Newsroom, data: st.DataObject) -> None:
    """Let most good requests reach a row, and say what may be said of it."""
    if rows := newsroom.rows(case.path):
        case.path_parameters = data.draw(st.sampled_from(rows))
    for part in (case.body, case.query):
        for name in sorted(set(part) & newsroom.good.keys() if isinstance(part, dict) else ()):
            if data.draw(st.booleans()):
                part[name] = data.draw(st.sampled_from(newsroom.good[name]))


def _send(case: schemathesis.Case, key: str, expected: list[Any]) -> None:
    case.headers.pop("Authorization", None)
    with undone():
        # Nobody unpacks here what a server may pack.
        headers = {"Accept-Encoding": "identity"}
        headers |= {"Authorization": f"Bearer {key}"} if key else {}
        case.validate_response(case.call(headers=headers), checks=expected)
