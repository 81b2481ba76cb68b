"""Webhooks through the API: for a key with the scope `act` of an administrator."""

import jsonschema
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import Attempt, Delivery, Event, Webhook
from claims.pipeline import publication, webhooks
from tests import make
from tests.api.conftest import ALL, Api, problem

GIVEN = {
    "name": "Website",
    "url": "https://cms.example/hook",
    "types": ["publication.published", "publication.retracted"],
}


@pytest.fixture
def as_dana(dana) -> Api:
    return Api(make.api_key(dana, *ALL))


@pytest.fixture
def webhook(dana) -> Webhook:
    return webhooks.add(by=dana, **GIVEN | {"types": []})


def settled(state: str = "failed") -> None:
    Delivery.objects.update(state=state, wake_at=None, settled_at=timezone.now())


def test_a_webhook_is_made_and_its_secret_is_given_then_and_never_in_a_list(as_dana, dana):
    response = as_dana.post("webhooks/", GIVEN)
    assert response.status_code == 201
    row = Webhook.objects.get()
    body = response.json()
    assert body["secret"] == row.secret
    assert {name: body[name] for name in GIVEN} == GIVEN
    assert response["Location"].endswith(f"/api/v1/webhooks/{row.pk}/")
    assert response["Cache-Control"] == "no-store"
    for path in ("webhooks/", f"webhooks/{row.pk}/"):
        assert row.secret not in as_dana.get(path).content.decode()
    event = Event.objects.get(action="webhook.added")
    assert event.by == dana
    assert event.api_key


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"url": "http://169.254.169.254/"}, "url"),
        ({"url": ""}, "url"),
        ({"name": " "}, "name"),
        ({"types": ["webhook.ping"]}, "types"),
        ({"types": ["everything"]}, "types.0"),
        ({"secret": "whsec_mine"}, "secret"),
    ],
)
def test_what_cant_be_taken_is_told_by_field(as_dana, wrong, field):
    body = problem(as_dana.post("webhooks/", GIVEN | wrong), 400)
    assert field in body["errors"]
    assert not Webhook.objects.exists()


def test_only_administrators_keys_with_the_scope_to_act_see_or_change_webhooks(
    as_alice, as_bob, public, dana, webhook
):
    reader = Api(make.api_key(dana, "read_desk", "write_documents", "read_published"))
    paths = ("webhooks/", f"webhooks/{webhook.pk}/", f"webhooks/{webhook.pk}/deliveries/")
    for path in paths:
        problem(public.get(path), 401)
        for api in (as_alice, as_bob, reader):
            problem(api.get(path), 403)
    for name in ("ping", "pause", "resume", "rotate-secret", "resend"):
        for api in (as_alice, as_bob, reader):
            problem(api.post(f"webhooks/{webhook.pk}/{name}/", {}), 403)
    for api in (as_alice, as_bob, reader):
        problem(api.post("webhooks/", GIVEN), 403)
        problem(api.patch(f"webhooks/{webhook.pk}/", {"name": "Mine"}), 403)
        problem(api.delete(f"webhooks/{webhook.pk}/"), 403)
    assert Event.objects.filter(object_type="webhook").count() == 1


def test_a_webhook_is_changed_paused_switched_on_and_removed(as_dana, webhook):
    path = f"webhooks/{webhook.pk}/"
    assert as_dana.patch(path, {"name": "CMS"}).json()["name"] == "CMS"
    paused = as_dana.post(f"{path}pause/", {"reason": "Rebuilt."}).json()
    assert (paused["state"], paused["paused_because"]) == ("paused", "Rebuilt.")
    problem(as_dana.post(f"{path}pause/", {}), 409)
    problem(as_dana.post(f"{path}ping/"), 409)
    assert as_dana.post(f"{path}resume/").json()["state"] == "active"
    rotated = as_dana.post(f"{path}rotate-secret/").json()
    assert rotated["secret"] not in ("", webhook.secret)
    assert as_dana.delete(path).status_code == 204
    problem(as_dana.get(path), 404)
    problem(as_dana.get(f"{path}deliveries/"), 404)
    assert as_dana.get("webhooks/").json()["results"] == []


def test_the_log_tells_every_attempt_and_what_was_posted(as_dana, webhook, alice, bob):
    live = make.published(alice, bob)
    row = Delivery.objects.get()
    Attempt.objects.create(
        delivery=row, at=timezone.now(), seconds=0.2, status=503, body="Back soon."
    )
    (listed,) = as_dana.get(f"webhooks/{webhook.pk}/deliveries/").json()["results"]
    assert (listed["type"], listed["claim"]) == ("publication.published", live.claim_id)
    one = as_dana.get(f"webhooks/{webhook.pk}/deliveries/{row.pk}/").json()
    assert one["message"]["data"]["id"] == live.claim_id
    assert (one["attempts"][0]["status"], one["attempts"][0]["body"]) == (503, "Back soon.")


def test_the_log_is_filtered(as_dana, webhook, alice, bob):
    live = make.published(alice, bob)
    settled("delivered")
    publication.retract(live, by=bob, reason="Wrong.")

    def types(**filters) -> list[str]:
        path = f"webhooks/{webhook.pk}/deliveries/"
        return [one["type"] for one in as_dana.get(path, **filters).json()["results"]]

    assert types() == ["publication.retracted", "publication.published"]
    assert types(state="delivered") == ["publication.published"]
    assert types(type="publication.retracted") == ["publication.retracted"]
    assert len(types(claim=live.claim_id)) == 2
    problem(as_dana.get(f"webhooks/{webhook.pk}/deliveries/", state="lost"), 400)


def test_a_test_is_sent_and_one_or_all_are_sent_again(as_dana, webhook):
    path = f"webhooks/{webhook.pk}/"
    sent = as_dana.post(f"{path}ping/").json()
    assert (sent["type"], sent["state"]) == ("webhook.ping", "waiting")
    problem(as_dana.post(f"{path}deliveries/{sent['id']}/resend/"), 409)
    settled()
    again = as_dana.post(f"{path}deliveries/{sent['id']}/resend/").json()
    assert (again["state"], again["message_id"]) == ("waiting", sent["message_id"])
    problem(as_dana.post(f"{path}resend/"), 409)
    settled()
    assert as_dana.post(f"{path}resend/").json() == {"deliveries": 1}


def test_another_webhooks_delivery_is_not_there(as_dana, webhook, dana):
    other = webhooks.add(by=dana, **GIVEN)
    row = webhooks.ping(other, by=dana)
    problem(as_dana.get(f"webhooks/{webhook.pk}/deliveries/{row.pk}/"), 404)


def test_lists_cost_the_same_whatever_their_length(as_dana, webhook, dana):
    def questions(path: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert as_dana.get(path).status_code == 200
        return len(asked)

    paths = ("webhooks/", f"webhooks/{webhook.pk}/deliveries/")
    webhooks.ping(webhook, by=dana)
    questions("webhooks/")  # the first use of a key is written down
    few = [questions(path) for path in paths]
    for _ in range(10):
        webhooks.ping(webhooks.add(by=dana, **GIVEN), by=dana)
        webhooks.ping(webhook, by=dana)
    assert [questions(path) for path in paths] == few


def test_answers_and_examples_are_what_the_schema_says(as_dana, webhook, dana):
    schema = as_dana.get("/api/schema/", format="json").json()

    def validate(name: str, value: object) -> None:
        jsonschema.validate(value, schema | {"$ref": f"#/components/schemas/{name}"})

    row = webhooks.ping(webhook, by=dana)
    path = f"webhooks/{webhook.pk}/"
    for asked, name in (
        ("webhooks/", "PaginatedWebhookOutputList"),
        (path, "WebhookOutput"),
        (f"{path}deliveries/", "PaginatedDeliveryOutputList"),
        (f"{path}deliveries/{row.pk}/", "DeliveryWithAttemptsOutput"),
    ):
        validate(name, as_dana.get(asked).json())
    for methods in (one for where, one in schema["paths"].items() if "/webhooks/" in where):
        for operation in methods.values():
            for answer in operation["responses"].values():
                shape = answer.get("content", {}).get("application/json", {})
                for example in shape.get("examples", {}).values():
                    name = shape["schema"]["$ref"].rpartition("/")[2]
                    validate(name, example["value"])


def test_an_id_beyond_all_ids_is_not_there(as_dana, webhook):
    most = 10**19 - 1
    for path in (
        f"webhooks/{most}/",
        f"webhooks/{most}/deliveries/",
        f"webhooks/{most}/deliveries/1/",
        f"webhooks/{webhook.pk}/deliveries/{most}/",
    ):
        problem(as_dana.get(path), 404)


@pytest.mark.parametrize("log", [False, True])
def test_lists_take_no_parameter_that_they_do_not_know(as_dana, dana, log):
    webhook = webhooks.add(by=dana, name="Website", url="https://cms.city.example/hook")
    path = f"webhooks/{webhook.pk}/deliveries/" if log else "webhooks/"
    assert list(problem(as_dana.get(path, sate="paused"), 400)["errors"]) == ["sate"]
