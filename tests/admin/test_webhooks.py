"""Webhooks in the admin: added, tried, paused and removed there, and what was sent again."""

from collections.abc import Iterator
from ipaddress import ip_network

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.models import Delivery, Event, Webhook
from claims.pipeline import delivering, publication, webhooks
from tests import make, web_server
from tests.admin.pages import act, button_of, list_of, page_of, said
from tests.receiver import Receiver
from tests.web_server import sends

ADD = "/admin/claims/webhook/add/"


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    settings.WEBHOOK_NETWORKS = [ip_network("127.0.0.0/8")]
    with web_server.running() as server:
        yield Receiver(server)


@pytest.fixture
def webhook(receiver, dana) -> Webhook:
    return webhooks.add(by=dana, name="Website", url=receiver.web.url("/hook", host="127.0.0.1"))


def form(**changes):
    return {"name": "Website", "url": "https://cms.example/hook", "types": []} | changes


def press(client, row, name: str, **given):
    return client.post(button_of(row, name), {"decide": "yes", **given})


def test_a_webhook_is_added_and_its_page_shows_the_secret(admin_door, dana):
    assert admin_door.get(ADD).status_code == 200
    response = admin_door.post(ADD, form(types=["publication.retracted"]))
    row = Webhook.objects.get()
    assert response.url == page_of(row)
    assert (row.name, row.types, row.created_by) == ("Website", ["publication.retracted"], dana)
    assert row.secret in admin_door.get(page_of(row)).content.decode()
    assert row.secret not in admin_door.get(list_of("webhook")).content.decode()
    assert Event.objects.get(action="webhook.added").by == dana


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"url": "http://127.0.0.1/"}, "url"),
        ({"url": "cms.example"}, "url"),
        ({"name": " "}, "name"),
        ({"types": ["webhook.ping"]}, "types"),
    ],
)
def test_what_cant_be_is_said_beside_the_field(admin_door, wrong, field):
    response = admin_door.post(ADD, form(**wrong))
    assert field in response.context["adminform"].form.errors
    assert not Webhook.objects.exists()


def test_a_webhook_is_changed_whatever_the_log_has_got_since_its_page_was_read(
    admin_door, webhook, dana
):
    log = {"deliveries-TOTAL_FORMS": "0", "deliveries-INITIAL_FORMS": "0"}
    webhooks.ping(webhook, by=dana)
    admin_door.post(page_of(webhook), form(name="CMS", url=webhook.url, **log))
    webhook.refresh_from_db()
    assert webhook.name == "CMS"
    assert Delivery.objects.get().state == "waiting"
    assert Event.objects.get(action="webhook.edited").after == {"name": "CMS"}


def test_a_test_is_sent_and_its_answer_shows_in_the_log(admin_door, webhook, receiver):
    receiver.answers.append(sends(b"<b>No such hook</b>", 404))
    assert admin_door.get(button_of(webhook, "ping")).status_code == 200
    assert not Delivery.objects.exists()
    press(admin_door, webhook, "ping")
    delivering.run()
    row = Delivery.objects.get()
    log = admin_door.get(page_of(webhook)).content.decode()
    assert "404" in log
    assert page_of(row) in log
    page = admin_door.get(page_of(row)).content.decode()
    assert "404" in page
    assert "&lt;b&gt;No such hook&lt;/b&gt;" in page
    assert row.message_id in page


def test_it_is_paused_for_a_reason_and_switched_on_again(admin_door, webhook, dana):
    assert button_of(webhook, "resume") not in admin_door.get(page_of(webhook)).content.decode()
    press(admin_door, webhook, "pause", reason="The website is rebuilt.")
    page = admin_door.get(page_of(webhook)).content.decode()
    assert "The website is rebuilt." in page
    assert button_of(webhook, "resume") in page
    assert button_of(webhook, "ping") not in page
    press(admin_door, webhook, "resume")
    webhook.refresh_from_db()
    assert webhook.state == "active"


def test_a_new_secret_takes_the_former_ones_place_after_a_day(admin_door, webhook):
    before = webhook.secret
    press(admin_door, webhook, "rotate")
    webhook.refresh_from_db()
    assert webhook.secrets() == [webhook.secret, before]
    page = admin_door.get(page_of(webhook)).content.decode()
    assert webhook.secret in page
    assert before not in page


def test_what_was_given_up_is_sent_again_one_or_all(admin_door, webhook, alice, bob):
    for _ in range(3):
        make.published(alice, bob)
    gone = make.published(alice, bob)
    publication.retract(gone, by=bob, reason="Wrong.")
    Delivery.objects.update(state="failed", wake_at=None, settled_at=timezone.now())
    one, other, _, withdrawn, _ = Delivery.objects.order_by("id")
    press(admin_door, one, "resend")
    *_, done, refused = said(act(admin_door, "resend_selected", other, withdrawn))
    assert done == "1 delivery sent again."
    assert "retracted since" in refused
    press(admin_door, webhook, "resend_failed")
    states = list(Delivery.objects.order_by("id").values_list("state", flat=True))
    assert states == ["waiting", "waiting", "waiting", "failed", "waiting"]
    assert button_of(one, "resend") not in admin_door.get(page_of(one)).content.decode()


def test_a_webhook_is_removed_after_a_question_and_never_in_djangos_way(
    admin_door, as_, root, webhook
):
    removal = page_of(webhook).replace("/change/", "/delete/")
    for client in (admin_door, as_(root)):
        assert client.post(removal, {"post": "yes"}).status_code == 403
    press(admin_door, webhook, "remove")
    webhook.refresh_from_db()
    assert webhook.state == "removed"
    assert "Website" not in admin_door.get(list_of("webhook")).content.decode()
    assert admin_door.get(page_of(webhook)).status_code == 302


def test_the_log_is_filtered_and_never_edited(admin_door, as_, root, webhook, dana):
    webhooks.ping(webhook, by=dana)
    row = Delivery.objects.get()
    page = admin_door.get(list_of("delivery"), {"state__exact": "waiting"})
    assert list(page.context["cl"].result_list) == [row]
    page = admin_door.get(list_of("delivery"), {"state__exact": "failed"})
    assert list(page.context["cl"].result_list) == []
    page = admin_door.get(list_of("delivery"), {"q": row.message_id[:10]})
    assert list(page.context["cl"].result_list) == [row]
    assert as_(root).post(page_of(row), {"payload": "{}"}).status_code == 403


def test_links_from_the_list_of_webhooks_lead_to_their_deliveries(admin_door, webhook, dana):
    webhooks.ping(webhook, by=dana)
    (row,) = admin_door.get(list_of("webhook")).context["cl"].result_list
    assert row.open_count == 1
    query = {"webhook__id__exact": webhook.pk, "state__exact": "waiting"}
    assert len(admin_door.get(list_of("delivery"), query).context["cl"].result_list) == 1


def test_the_overview_names_what_is_paused(admin_door, webhook, dana):
    webhooks.pause(webhook, by=dana)
    page = admin_door.get(reverse("admin:index"))
    (number,) = [one for one in page.context["counts"]["attention"] if "Webhooks" in one.label]
    assert (number.count, number.urgent) == (1, True)
    assert list(admin_door.get(number.url).context["cl"].result_list) == [webhook]
