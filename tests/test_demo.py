"""The demo newsroom: made by the real engine and pipeline, on an empty database only."""

import datetime as dt
import gzip
import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from claims import demo
from claims.models import Alert, Claim, Newsroom, Occurrence, Publication, User
from factcheck import services
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def password_file():
    path = services.data_dir() / "demo_password"
    yield path
    path.unlink(missing_ok=True)


def test_the_demo_has_claims_in_every_state():
    demo.create(password="a password", address="https://check.example")
    assert set(Claim.objects.values_list("state", flat=True)) == set(Claim.State.values)
    assert Claim.objects.filter(state="new").count() >= 5
    assert Newsroom.current().address == "https://check.example"
    assert User.objects.get(username="ben").check_password("a password")


def test_the_demo_shows_a_promise_with_its_day_a_chain_and_a_word_left_to_the_editor():
    demo.create(password="a password", address="https://check.example")
    assert Claim.objects.filter(kinds__contains=["promise"], details__due__quote__gt="").exists()
    chain = Occurrence.objects.exclude(reported_by="").get()
    assert (chain.speaker, chain.reported_by) == ("Olaf Brandt", "Marta Lindqvist")
    assert chain.claim.details["unresolved"] == ["they"]


def test_the_demo_shows_a_correction_promises_and_a_source_that_died():
    demo.create(password="a password", address="https://check.example")
    today = timezone.localdate()
    rents = Publication.objects.live().get(number=2)
    assert rents.snapshot["corrections"][0]["kind"] == "verdict"
    assert rents.snapshot["sources"][0]["archived"]
    nurses = Publication.objects.live().get(promise_status="in_the_works")
    assert today < nurses.claim.due_on <= today + dt.timedelta(days=7)
    due, gone = Alert.objects.open().order_by("kind")
    assert (due.kind, due.claim.due_on < today) == ("due", True)
    assert (gone.kind, "status 404" in gone.words) == ("source_gone", True)
    assert Publication.objects.live().get(stale=["source_gone"]).claim == gone.claim
    with gzip.open(io.BytesIO(gone.source.copy.warc)) as file:
        assert b"WARC/1.1" in file.readline()


def test_the_command_names_the_accounts_each_time_and_makes_them_once(password_file):
    outputs = []
    for _ in range(2):
        out = io.StringIO()
        call_command("demo", stdout=out)
        outputs.append(out.getvalue())
    assert outputs[0] == outputs[1]
    assert password_file.read_text() in outputs[0]
    assert "alice" in outputs[0]
    assert password_file.stat().st_mode & 0o077 == 0


def test_the_command_leaves_a_database_alone_that_somebody_uses():
    make.document()
    with pytest.raises(CommandError, match="in use"):
        call_command("demo")
