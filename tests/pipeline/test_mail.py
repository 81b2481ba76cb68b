"""Mail: one message a person, nothing twice, nothing lost while the mail server is away."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core import mail as outbox
from django.db import connection
from django.utils import timezone

from claims.models import Claim, Document, Newsroom, Notification, User
from claims.pipeline import mail, triage, verdicts
from tests import mail_server, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(alice: User) -> User:
    alice.email = "alice@ledger.example"
    alice.save()
    return alice


def assign(to: User, by: User, **facts: object) -> Claim:
    claim = make.claim(**facts)
    triage.assign(claim, to=to, by=by)
    return claim


def later(**time: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + dt.timedelta(**time), tick=False)


def test_a_message_says_who_did_what_and_leads_there(alice, bob):
    Newsroom.objects.update(address="https://facts.ledger.example")
    claim = assign(alice, bob)
    assert mail.send_waiting() == 1
    [message] = outbox.outbox
    assert message.to == ["Alice Adler <alice@ledger.example>"]
    assert message.subject == f"Assigned to you: {claim.statement}"
    assert "Bob Brandt assigned you this claim." in message.body
    assert f"“{claim.statement}”" in message.body
    assert f"https://facts.ledger.example/claims/{claim.pk}/" in message.body
    assert "https://facts.ledger.example/notifications/#choose" in message.body
    assert "&" not in message.body


def test_what_waits_for_one_person_comes_in_one_message(alice, bob):
    for _ in range(2):
        assign(alice, bob)
    verdicts.send_back(make.submitted(alice), by=bob, note="Which register?\nAnd which year?")
    assert mail.send_waiting() == 1
    [message] = outbox.outbox
    assert message.subject == "2 claims assigned to you, 1 verdict sent back"
    assert "Which register?\nAnd which year?" in message.body
    assert mail.send_waiting() == 0


def test_a_statement_of_several_lines_makes_one_line_of_a_subject(alice, bob):
    assign(alice, bob, statement="It fell.\r\nBcc: everybody@ledger.example")
    mail.send_waiting()
    assert outbox.outbox[0].subject == "Assigned to you: It fell. Bcc: everybody@ledger.example"


def test_a_real_server_gets_names_and_quotes_as_they_are(alice, bob, settings):
    alice.first_name = "Élise"
    alice.save()
    assign(alice, bob, statement="The mayor’s “homes” number 5.")
    with mail_server.running() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        assert mail.send_waiting() == 1
        [message] = server.mails
    assert str(message["To"]) == "Élise Adler <alice@ledger.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "The mayor’s “homes” number 5." in message.get_content()


def test_a_refused_message_is_tried_again_later_and_later_and_given_up(
    alice, bob, settings, caplog
):
    assign(alice, bob)
    row = Notification.objects.get()
    waits = []
    with mail_server.running() as server:
        server.refuses = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        now = timezone.now()
        for _ in range(mail.TRIES):
            with time_machine.travel(now, tick=False):
                assert mail.send_waiting() == 0
                row.refresh_from_db()
                assert mail.send_waiting() == 0, "not before its time"
            waits.append(int((row.mail_at - now).total_seconds() / 60))
            now = row.mail_at
        server.refuses = False
        with time_machine.travel(now, tick=False):
            assert mail.send_waiting() == 0, "given up"
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60]
    assert "No mail to alice" in caplog.text


def test_what_waited_for_the_server_goes_out_once_it_is_back(alice, bob, settings):
    assign(alice, bob)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with mail_server.running() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        server.refuses = True
        mail.send_waiting()
        server.refuses = False
        with later(minutes=2):
            assert mail.send_waiting() == 1
    row = Notification.objects.get()
    assert row.mailed_at
    assert row.mail_at is None


def test_one_persons_trouble_keeps_nobody_elses_mail(alice, bob, carol):
    assign(alice, bob)
    User.objects.filter(pk=alice.pk).update(email="no address\nat all")
    carol.email = "carol@ledger.example"
    carol.save()
    assign(carol, bob)
    assert mail.send_waiting() == 1
    assert outbox.outbox[0].to == ["Carol Cruz <carol@ledger.example>"]


def test_a_worker_that_died_over_a_message_leaves_it_to_the_next(alice, bob):
    assign(alice, bob)
    assert mail._take(alice.pk)
    assert mail.send_waiting() == 0
    with later(minutes=11):
        assert mail.send_waiting() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_sends(alice, bob, settings):
    assign(alice, bob)

    def work(_: int) -> int:
        try:
            return mail.send_waiting()
        finally:
            connection.close()

    with mail_server.running() as server, ThreadPoolExecutor(4) as pool:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        assert sum(pool.map(work, range(8))) == 1
        assert len(server.mails) == 1


def test_what_is_hidden_read_or_old_is_not_sent(alice, bob):
    hidden = assign(alice, bob)
    Document.objects.filter(occurrences__claim=hidden).update(
        hidden_at=timezone.now(), hidden_by=bob, hidden_reason="A name."
    )
    assert mail.send_waiting() == 0
    assign(alice, bob)
    Notification.objects.update(read_at=timezone.now())
    assert mail.send_waiting() == 0
    assign(alice, bob)
    with later(days=4):
        assert mail.send_waiting() == 0


def test_who_has_left_or_lost_their_role_is_sent_nothing(alice, bob, carol):
    User.objects.filter(pk=carol.pk).update(email="carol@ledger.example")
    assign(alice, bob)
    assign(User.objects.get(pk=carol.pk), bob)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    carol.groups.clear()
    assert mail.send_waiting() == 0
