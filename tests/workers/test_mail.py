"""Mail, by a worker of its own and a mail server: sent once the change is stored."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction

from claims.models import Notification, User
from claims.pipeline import triage
from tests import mail_server, make
from tests.mail_server import MailServer
from tests.worker import Worker, wait_for

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server.running() as running:
        yield running


@pytest.fixture
def worker(transactional_db: None, server: MailServer, tmp_path: Path) -> Iterator[Worker]:
    url = f"smtp://127.0.0.1:{server.port}"
    running = Worker(tmp_path / "worker.log", EMAIL_URL=url, DEFAULT_FROM_EMAIL="desk@l.example")
    try:
        yield running.wait_until_ready()
    finally:
        running.kill()
        print((tmp_path / "worker.log").read_text()[-4000:])


def test_a_person_is_sent_mail_once_the_change_is_stored(
    alice: User, bob: User, worker: Worker, server: MailServer
) -> None:
    User.objects.filter(pk=alice.pk).update(email="alice@ledger.example")
    claim = make.claim()
    with transaction.atomic():
        triage.assign(claim, to=alice, by=bob)
        assert server.mails == []
    wait_for(lambda: server.mails, what="the message")
    [message] = server.mails
    assert message["To"] == "Alice Adler <alice@ledger.example>"
    assert message["From"] == "desk@l.example"
    assert message["Subject"] == f"Assigned to you: {claim.statement}"
    wait_for(lambda: Notification.objects.get().mailed_at, what="the note that it was sent")


def test_what_was_taken_back_before_it_was_stored_is_told_to_nobody(
    alice: User, bob: User, worker: Worker, server: MailServer
) -> None:
    User.objects.filter(pk=alice.pk).update(email="alice@ledger.example")
    with transaction.atomic():
        triage.assign(make.claim(), to=alice, by=bob)
        transaction.set_rollback(True)
    with transaction.atomic():
        triage.assign(make.claim(), to=alice, by=bob)
    wait_for(lambda: server.mails, what="the message")
    assert len(server.mails) == 1
    assert Notification.objects.count() == 1
