"""API keys in the admin: shown once, never edited, revoked at once."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from claims.models import ApiKey, Event, Scope
from claims.pipeline import people
from tests import make
from tests.admin.pages import act, button_of, list_of, page_of, said

ADD = "/admin/claims/apikey/add/"


def key_form(owner, **changes):
    form = {"name": "Website", "owner": owner.pk, "scopes": [Scope.READ_PUBLISHED]}
    return form | {"expires_at_0": "", "expires_at_1": "", "per_minute": ""} | changes


def test_a_key_is_shown_once_when_it_is_made(admin_door, alice, dana):
    assert admin_door.get(ADD).status_code == 200
    response = admin_door.post(ADD, key_form(alice))
    clear = re.search(r"fck_[\w-]+", " ".join(said(response))).group()
    key = ApiKey.objects.get()
    assert (key.sha256, key.owner, key.scopes) == (
        ApiKey.digest(clear), alice, [Scope.READ_PUBLISHED]
    )  # fmt: skip
    assert clear in admin_door.get(list_of("apikey")).content.decode()
    assert clear not in admin_door.get(list_of("apikey")).content.decode()
    event = Event.objects.get(action="api_key.created")
    assert (event.by, event.after["owner"]) == (dana, "Alice Adler")
    assert clear not in str(event.after)


def test_a_key_may_expire(admin_door, alice):
    admin_door.post(ADD, key_form(alice, expires_at_0="2999-01-31", expires_at_1="12:00"))
    assert ApiKey.objects.get().expires_at.date() == dt.date(2999, 1, 31)


def test_a_key_may_have_a_limit_of_its_own(admin_door, alice):
    admin_door.post(ADD, key_form(alice, per_minute="60"))
    key = ApiKey.objects.get()
    assert key.per_minute == 60
    assert "60" in admin_door.get(page_of(key)).content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"scopes": []},
        {"scopes": ["everything"]},
        {"expires_at_0": "2000-01-01"},
        {"per_minute": "0"},
    ],
)
def test_a_key_that_cant_be_is_refused(admin_door, alice, changes):
    admin_door.post(ADD, key_form(alice, **changes))
    assert not ApiKey.objects.exists()


def test_an_expiry_in_the_past_is_said_beside_the_field(admin_door, alice):
    form = key_form(alice, expires_at_0="2000-01-01", expires_at_1="12:00")
    response = admin_door.post(ADD, form)
    assert response.context["adminform"].form.errors == {
        "expires_at": ["Choose a time that is still to come."]
    }


def test_only_a_superuser_makes_a_key_for_a_superuser(admin_door, as_, root):
    response = admin_door.post(ADD, key_form(root))
    assert "owner" in response.context["adminform"].form.errors
    assert as_(root).post(ADD, key_form(root)).status_code == 302
    assert ApiKey.objects.get().owner == root


def test_nobody_who_left_gets_a_key(admin_door, alice):
    people.change(alice, by=None, is_active=False)
    admin_door.post(ADD, key_form(alice))
    assert not ApiKey.objects.exists()


def test_a_key_is_never_edited_or_deleted_and_its_hash_is_shown_nowhere(
    admin_door, as_, root, alice
):
    make.api_key(alice, Scope.READ_DESK)
    key = ApiKey.objects.get()
    for client in (admin_door, as_(root)):
        page = client.get(page_of(key))
        assert page.status_code == 200
        assert key.sha256 not in page.content.decode()
        assert 'name="_save"' not in page.content.decode()
        assert client.post(page_of(key), key_form(alice, name="Other")).status_code == 403
        removal = page_of(key).replace("/change/", "/delete/")
        assert client.post(removal, {"post": "yes"}).status_code == 403


def test_keys_are_revoked_in_bulk_and_those_that_were_are_named(admin_door, alice, dana):
    for _ in range(2):
        make.api_key(alice, Scope.READ_DESK)
    old, key = ApiKey.objects.order_by("pk")
    ApiKey.objects.filter(pk=old.pk).update(revoked_at=timezone.now())
    done, refused = said(act(admin_door, "revoke_selected", old, key))
    assert done == "1 API key revoked."
    assert "This key is revoked already." in refused
    assert not ApiKey.objects.usable().exists()
    assert Event.objects.get(action="api_key.revoked").by == dana


def test_a_key_is_revoked_by_the_button_on_its_page_after_a_question(admin_door, alice):
    make.api_key(alice, Scope.READ_DESK)
    key = ApiKey.objects.get()
    assert admin_door.get(button_of(key, "revoke")).status_code == 200
    assert ApiKey.objects.usable().exists()
    admin_door.post(button_of(key, "revoke"), {"decide": "yes"})
    assert not ApiKey.objects.usable().exists()
    assert button_of(key, "revoke") not in admin_door.get(page_of(key)).content.decode()


def test_the_list_tells_usable_keys_from_the_others(admin_door, alice, bob):
    make.api_key(alice, Scope.READ_DESK)
    make.api_key(alice, Scope.READ_DESK, expires_at=timezone.now() - dt.timedelta(days=1))
    make.api_key(bob, Scope.READ_DESK)
    people.change(bob, by=None, is_active=False)

    def owners(**query):
        rows = admin_door.get(list_of("apikey"), query).context["cl"].result_list
        return sorted(row.owner.username for row in rows)

    assert owners(usable="yes") == ["alice"]
    assert owners(usable="no") == ["alice", "bob"]
