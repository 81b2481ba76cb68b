"""Intake: what comes in, what is refused, and that one text is one document."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from claims.engine.text.canonical import canonical
from claims.models import Claim, Document, Event, Extraction, Newsroom
from claims.pipeline import intake
from claims.pipeline.changes import Conflict
from tests import make

pytestmark = pytest.mark.django_db

TEXT = "The minister said that prices fell by 3 percent."


def refusal(**facts) -> dict[str, list[str]]:
    """The messages with which a document is refused; nothing may have been stored."""
    with pytest.raises(ValidationError) as caught:
        intake.add_document(**({"text": TEXT, "title": "A title", "by": None} | facts))
    assert not Document.objects.exists()
    assert not Event.objects.exists()
    return caught.value.message_dict


def test_a_document_is_stored_with_its_facts_an_event_and_a_queued_extraction(alice):
    document, created = intake.add_document(
        text=TEXT, title=" Prices ", outlet="Gazette", published_on=dt.date(2025, 3, 5), by=alice
    )
    assert created
    assert (document.text, document.title, document.added_by) == (TEXT, "Prices", alice)
    assert document.extractions.get().state == "queued"
    added, queued = Event.objects.order_by("id")
    assert (added.action, added.by, added.document) == ("document.added", alice, document)
    assert added.after["outlet"] == "Gazette"
    assert queued.action == "extraction.queued"


def test_the_text_is_brought_into_canonical_form_before_it_is_hashed():
    first, _ = intake.add_document(text=f"\ufeff{TEXT}\r\nAnd more.\r\n ", title="A", by=None)
    second, created = intake.add_document(
        text=f"{TEXT}\nAnd more.".encode(), title="Another title", by=None
    )
    assert (second, created) == (first, False)
    assert first.text == f"{TEXT}\nAnd more."
    assert Extraction.objects.count() == 1


@given(st.text(max_size=200))
def test_canonical_form_is_reached_in_one_step(text):
    assert canonical(canonical(text)) == canonical(text)


@pytest.mark.parametrize("text", ["", "   \r\n\t ", "\ufeff", "\u200b\u200b", "— … !"])
def test_a_text_without_words_is_refused(text):
    assert "empty" in refusal(text=text)["text"][0]


@pytest.mark.parametrize("text", [b"\xff\xfe\x00bin", b"caf\xe9", "a lone surrogate \ud800"])
def test_what_is_not_text_is_refused(text):
    assert "not text" in refusal(text=text)["text"][0]


def test_nul_bytes_are_refused():
    assert "NUL" in refusal(text="Prices fell\0 by 3 percent.")["text"][0]


def test_half_a_million_characters_of_any_script_are_taken_and_one_more_is_not():
    text = "價" * 500_000
    assert "500,001" in refusal(text=f"{text}價")["text"][0]
    document, _ = intake.add_document(text=text.encode(), title="Long", by=None)
    assert document.text == text


def test_a_date_in_the_future_is_refused_and_today_is_counted_where_the_newsroom_is(time_machine):
    time_machine.move_to(dt.datetime(2026, 5, 1, 23, 30, tzinfo=dt.UTC), tick=False)
    tomorrow = dt.date(2026, 5, 2)
    assert "in the future" in refusal(published_on=tomorrow)["published_on"][0]
    Newsroom.objects.update(time_zone="Asia/Tokyo")
    document, _ = intake.add_document(text=TEXT, title="A", published_on=tomorrow, by=None)
    assert document.published_on == tomorrow


def test_every_field_that_is_wrong_is_named_at_once():
    messages = refusal(title=" ", url="not an address", kind="song", text="")
    assert messages.keys() == {"title", "url", "kind", "text"}


def test_the_database_never_lets_a_text_change():
    document = make.document()
    with pytest.raises(DatabaseError, match="text"), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(text="Something else.")
    with pytest.raises(DatabaseError), transaction.atomic():
        document.delete()


def test_hiding_a_document_takes_its_claims_off_the_desk_and_names_what_is_published(
    dana, alice, bob
):
    published = make.published(alice, bob)
    document = published.claim.occurrences.get().document
    assert intake.hide_document(document, by=dana, reason="A private letter") == [published]
    assert not Document.objects.visible().exists()
    assert not Claim.objects.visible().exists()
    event = Event.objects.get(action="document.hidden")
    assert (event.by, event.note) == (dana, "A private letter")

    document.refresh_from_db()
    intake.restore_document(document, by=dana)
    assert Claim.objects.visible().get() == published.claim


def test_hiding_needs_a_reason_and_happens_once(dana):
    document = make.document()
    with pytest.raises(ValidationError, match="Say why"):
        intake.hide_document(document, by=dana, reason=" ")
    intake.hide_document(document, by=dana, reason="Spam")
    with pytest.raises(Conflict, match="hidden already"):
        intake.hide_document(document, by=dana, reason="Spam")


def test_the_same_text_as_a_hidden_document_is_refused_with_the_reason(dana):
    document = make.document(TEXT)
    intake.hide_document(document, by=dana, reason="A private letter")
    with pytest.raises(Conflict, match="A private letter"):
        intake.add_document(text=TEXT, title="Again", by=None)
