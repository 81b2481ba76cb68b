"""Keys: who is let in, who is not, and what is written down about it."""

import datetime as dt
import logging
import socket
import subprocess

import httpx
import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from claims.api.claims import ClaimViewSet
from claims.models import ApiKey, Event
from claims.pipeline import keys
from claims.pipeline.changes import Conflict
from factcheck.services import children
from tests import make
from tests.api.conftest import ALL, Api, problem


def refusal(key: str) -> str:
    response = Api(key).get("claims/")
    assert response["WWW-Authenticate"].startswith("Bearer")
    return problem(response, 401)["detail"]


def test_without_a_key_the_desk_is_closed_and_says_how_to_enter(public):
    response = public.get("claims/")
    body = problem(response, 401)
    assert body["type"] == "urn:factcheck:problem:not-authenticated"
    assert "Authorization: Bearer" in body["detail"]
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_an_unknown_key_is_refused(db):
    assert "no such API key" in refusal("fck_nobodys")
    assert "no such API key" in refusal("fck_\xe9\x00")


def test_a_key_is_refused_by_its_prefix_alone(alice):
    key = make.api_key(alice, "read_desk")
    assert "no such API key" in refusal(key[:12])


def test_an_expired_key_is_refused_with_the_day(alice):
    ended = timezone.now() - dt.timedelta(days=1)
    assert f"expired on {ended:%Y-%m-%d}" in refusal(
        make.api_key(alice, "read_desk", expires_at=ended)
    )


def test_a_key_is_good_until_it_expires(alice):
    soon = timezone.now() + dt.timedelta(hours=1)
    key = make.api_key(alice, "read_desk", expires_at=soon)
    assert Api(key).get("claims/").status_code == 200


def test_a_revoked_key_is_refused_from_the_next_request_on(alice, dana):
    key, clear = keys.create_key(by=dana, owner=alice, name="CMS", scopes=["read_desk"])
    assert Api(clear).get("claims/").status_code == 200
    keys.revoke_key(key, by=dana)
    assert "“CMS” was revoked" in refusal(clear)


def test_a_key_ends_with_its_owners_account(alice):
    key = make.api_key(alice, "read_desk")
    alice.is_active = False
    alice.save()
    assert "no active account" in refusal(key)


def test_a_key_that_ended_is_refused_where_none_is_needed(alice):
    key = make.api_key(alice, "read_published", revoked_at=timezone.now())
    problem(Api(key).get("verdicts/"), 401)


def test_another_scheme_than_bearer_is_nobody(db):
    client = Api()
    client.headers = {"Authorization": "Basic dXNlcjpwYXNz"}
    problem(client.get("claims/"), 401)
    assert client.get("verdicts/").status_code == 200


@pytest.mark.parametrize("scope", ["read_published", "write_documents", "act"])
def test_a_scope_that_is_missing_is_named(alice, scope):
    body = problem(Api(make.api_key(alice, scope)).get("claims/"), 403)
    assert "“read_desk”" in body["detail"]
    assert scope in body["detail"]


def test_a_key_never_does_more_than_its_owner_may(as_charlie):
    assert "claims.view_claim" in problem(as_charlie.get("claims/"), 403)["detail"]


def test_a_role_that_is_taken_away_is_missed_at_once(alice):
    key = make.api_key(alice, *ALL)
    assert Api(key).get("claims/").status_code == 200
    alice.groups.clear()
    problem(Api(key).get("claims/"), 403)


def test_last_use_is_written_once_a_minute(alice, time_machine):
    time_machine.move_to("2024-05-04T12:00:00Z", tick=False)
    api = Api(make.api_key(alice, "read_desk"))
    uses = []
    for seconds in (0, 59, 1):
        time_machine.shift(dt.timedelta(seconds=seconds))
        api.get("claims/")
        uses.append(ApiKey.objects.get().last_used_at)
    assert [f"{use:%H:%M:%S}" for use in uses] == ["12:00:00", "12:00:00", "12:01:00"]


def test_what_a_key_does_is_in_the_history_with_its_name(as_alice, alice):
    claim = make.claim()
    as_alice.post(f"claims/{claim.pk}/accept/")
    event = claim.events.get(action="claim.accepted")
    assert (event.by, event.api_key) == (alice, ApiKey.objects.get())


def test_no_log_line_and_no_mail_about_a_mistake_has_the_key(
    alice, caplog, settings, mailoutbox, monkeypatch
):
    def broken(view: object) -> None:
        raise RuntimeError("broken")

    settings.ADMINS = [("Dana", "dana@city.example")]
    caplog.set_level(logging.DEBUG)
    key = make.api_key(alice, "read_desk")
    api = Api(key)
    for path in ("claims/", f"claims/?key={key}", f"verdicts/?q={key}", f"nothing/?token={key}"):
        api.get(path)
    Api(f"{key}x").get("claims/")
    monkeypatch.setattr(ClaimViewSet, "get_queryset", broken)
    api.client.raise_request_exception = False
    response = api.get("claims/")
    assert response.status_code == 500
    (mail,) = mailoutbox
    assert "RuntimeError" in mail.body
    written = [caplog.text, mail.body, *(body for body, _ in mail.alternatives)]
    assert not [text for text in (*written, response.content.decode()) if key in text]


def test_no_line_of_the_web_server_has_the_key(embedded_services, tmp_path):
    """Of the one that `manage.py run` starts, on an empty database: so that it complains."""
    key, written = ApiKey.generate(), tmp_path / "web.log"
    with socket.create_server(("127.0.0.1", 0)) as listener, written.open("wb") as log:
        host, port = listener.getsockname()
        options = children.Options(host, port, 1, 1, "localhost")
        web = subprocess.Popen(
            children.web(options, listener).command,
            pass_fds=[listener.fileno()],
            stdout=log,
            stderr=log,
        )
        try:
            for path in ("/api/v1/claims/", f"/api/v1/claims/?key={key}"):
                headers = {"Authorization": f"Bearer {key}", "Host": "localhost"}
                httpx.get(f"http://{host}:{port}{path}", headers=headers, timeout=30)
        finally:
            web.terminate()
            web.wait(timeout=30)
    lines = written.read_text()
    assert "Internal Server Error: /api/v1/claims/" in lines
    assert key not in lines


@pytest.mark.parametrize("name", ["key", "api_key", "API_KEY", "access_token"])
def test_a_key_in_the_address_is_refused_with_where_it_belongs(public, alice, name):
    key = make.api_key(alice, *ALL)
    for path in ("verdicts/", "claims/", "corrections/", "nothing/", "/api/schema/", "/api/docs/"):
        message = problem(public.get(path, **{name: key}), 400)["errors"][name][0]
        assert "Authorization: Bearer" in message
        assert key not in message
    problem(public.get("claims/", q=key), 400)
    claim = make.claim()
    problem(Api(key).post(f"claims/{claim.pk}/accept/?{name}=x"), 400)
    claim.refresh_from_db()
    assert claim.state == "new"


def test_the_history_of_the_administration_never_has_a_key(alice, dana):
    key, clear = keys.create_key(by=dana, owner=alice, name="CMS", scopes=["act"])
    keys.revoke_key(key, by=dana)
    kept = [*Event.objects.values(), *LogEntry.objects.values(), *ApiKey.objects.values()]
    assert clear not in str(kept)


def test_a_key_is_made_with_an_event_and_kept_as_a_hash_only(alice, dana):
    key, clear = keys.create_key(
        by=dana, owner=alice, name=" CMS ", scopes=["act", "read_desk", "act"]
    )
    assert clear.startswith("fck_")
    assert (key.name, key.scopes, key.prefix) == ("CMS", ["read_desk", "act"], clear[:12])
    assert clear not in str(ApiKey.objects.values().get())
    event = Event.objects.get(action="api_key.created")
    assert (event.by, event.after["owner"]) == (dana, "Alice Adler")
    assert clear not in str(event.after)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"expires_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, "expires_at"),
        ({"per_minute": 0}, "per_minute"),
        ({"per_minute": -1}, "per_minute"),
        ({"per_minute": 2**31}, "per_minute"),
    ],
)
def test_a_key_that_makes_no_sense_is_refused_by_field(alice, wrong, field):
    facts = {"name": "CMS", "scopes": ["act"], "owner": alice} | wrong
    with pytest.raises(ValidationError) as refused:
        keys.create_key(by=None, **facts)
    assert field in refused.value.message_dict
    assert not ApiKey.objects.exists()


def test_nobody_without_an_account_gets_a_key(alice):
    alice.is_active = False
    with pytest.raises(ValidationError, match="no active account"):
        keys.create_key(by=None, owner=alice, name="CMS", scopes=["act"])


def test_a_key_is_revoked_once(alice, dana):
    key, _ = keys.create_key(by=dana, owner=alice, name="CMS", scopes=["act"])
    keys.revoke_key(key, by=dana)
    with pytest.raises(Conflict, match="already"):
        keys.revoke_key(key, by=dana)
    assert Event.objects.filter(action="api_key.revoked").count() == 1


def test_the_command_prints_the_key_and_nothing_else(alice, capsys):
    call_command(
        *("api_key", "Website", "--owner=alice", "--days=30", "--per-minute=9"),
        *("--scope=write_documents", "--scope=read_desk"),
    )
    key = capsys.readouterr().out.strip()
    assert Api(key).get("claims/").status_code == 200
    row = ApiKey.objects.get()
    assert (row.name, row.per_minute) == ("Website", 9)
    assert dt.timedelta(days=29) < row.expires_at - timezone.now() <= dt.timedelta(days=30)


def test_the_command_explains_what_is_wrong(alice):
    with pytest.raises(CommandError, match="user name “nobody”"):
        call_command("api_key", "Website", "--owner=nobody", "--scope=act")
    with pytest.raises(CommandError, match="still to come"):
        call_command("api_key", "Website", "--owner=alice", "--scope=act", "--days=-1")
