"""What is typed and not saved yet: kept, given back, and gone once it is saved."""

import datetime as dt
import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import Autosave, Claim, User, Verdict
from claims.pipeline import autosave, editing, replies, verdicts
from tests import make
from tests.desk.conftest import Enter

KEPT = "and haven’t saved it."


@pytest.fixture
def desk(alice: User, enter: Enter) -> Client:
    return enter(alice)


def facts(row: Claim) -> str:
    return json.dumps(editing.facts(row))


def edit_of(row: Claim, **typed: str) -> dict[str, str]:
    return {
        "statement": row.statement,
        **editing.facts(row),
        "revision": str(row.revision),
        "facts": facts(row),
        **typed,
    }


def test_what_is_typed_is_kept_and_the_time_of_the_newsroom_told(desk: Client, alice: User) -> None:
    typed = {"statement": "A new wording.", "revision": "1"}
    aside = {"then": "/queue/", "seen": "new", "csrfmiddlewaretoken": "x"}
    answer = desk.post("/autosave/claim-7-edit/", {**typed, **aside})
    row = Autosave.objects.get()
    assert (row.user, row.place, row.content) == (alice, "claim-7-edit", typed)
    assert re.fullmatch(r"\d\d:\d\d", answer.json()["kept"])


def test_what_is_too_long_is_refused_in_words(desk: Client) -> None:
    answer = desk.post("/autosave/document-new/", {"text": "a" * 600_001})
    assert answer.status_code == 422
    assert "isn’t kept" in answer.json()["problem"]


@pytest.mark.parametrize("place", ["nonsense", "claim-x-edit", "user-1"])
def test_there_are_no_other_places(desk: Client, place: str) -> None:
    assert desk.post(f"/autosave/{place}/", {"statement": "x"}).status_code == 404
    assert not Autosave.objects.exists()


def test_strangers_keep_nothing(client: Client, charlie: User, enter: Enter) -> None:
    assert client.post("/autosave/document-new/", {"title": "x"}).status_code == 302
    assert enter(charlie).post("/autosave/document-new/", {"title": "x"}).status_code == 403
    assert not Autosave.objects.exists()


def test_an_edit_comes_back_to_its_writer_alone(desk: Client, bob: User, enter: Enter) -> None:
    row = make.claim()
    desk.post(f"/autosave/claim-{row.pk}-edit/", edit_of(row, statement="Half a wor"))
    html = desk.get(f"/claims/{row.pk}/").content.decode()
    assert re.search(r'<textarea[^>]*name="statement"[^>]*>\s*Half a wor', html)
    assert KEPT in html
    assert "Half a wor" not in enter(bob).get(f"/claims/{row.pk}/").content.decode()


def test_what_says_the_same_as_the_claim_is_nothing_unsaved(desk: Client) -> None:
    row = make.claim()
    desk.post(f"/autosave/claim-{row.pk}-edit/", edit_of(row))
    assert KEPT not in desk.get(f"/claims/{row.pk}/").content.decode()


def test_discarding_forgets_it_and_goes_back_to_the_page(desk: Client) -> None:
    row = make.claim()
    address = f"/autosave/claim-{row.pk}-edit/"
    desk.post(address, edit_of(row, statement="Half a wor"))
    answer = desk.post(address, {"discard": "1"})
    assert answer["Location"] == f"/claims/{row.pk}/"
    assert not Autosave.objects.exists()
    desk.post(address, edit_of(row, statement="Half a wor"))
    answer = desk.post(address, {"discard": "1", "stay": "/queue/?claim=1"})
    assert answer["Location"] == "/queue/?claim=1"


def test_what_is_saved_is_forgotten_and_what_is_refused_is_not(desk: Client, bob: User) -> None:
    row = make.claim()
    typed = edit_of(row, statement="Alice’s wording.")
    desk.post(f"/autosave/claim-{row.pk}-edit/", typed)
    editing.edit(row, by=bob, statement="Bob’s wording.", revision=1)
    assert desk.post(f"/claims/{row.pk}/edit/", typed).status_code == 409
    assert Autosave.objects.exists()
    desk.post(f"/claims/{row.pk}/edit/", {**typed, "revision": 2})
    assert Claim.objects.get(pk=row.pk).statement == "Alice’s wording."
    assert not Autosave.objects.exists()


def test_a_restored_edit_counts_as_typed_on_what_its_writer_read(desk: Client, bob: User) -> None:
    row = make.claim()
    read = facts(row)
    desk.post(f"/autosave/claim-{row.pk}-edit/", edit_of(row, statement="Alice’s wording."))
    editing.edit(row, by=bob, statement="Bob’s wording.", revision=1)
    html = desk.get(f"/claims/{row.pk}/").content.decode()
    assert re.search(r'name="revision" value="1" id="edit_revision"', html)
    sent = {"statement": "Alice’s wording.", "kind": "statistic", "revision": 1, "facts": read}
    answer = desk.post(f"/claims/{row.pk}/edit/", sent)
    assert answer.status_code == 409
    assert "Bob Brandt edited this claim meanwhile." in answer.content.decode()


def test_a_split_a_new_claim_and_a_new_document_come_back(desk: Client) -> None:
    row = make.claim()
    document = row.occurrences.get().document_id
    for place, page, typed in (
        (f"claim-{row.pk}-split", f"/claims/{row.pk}/", {"statement": "The second."}),
        (f"document-{document}-add", f"/documents/{document}/", {"statement": "A missed one."}),
        ("document-new", "/documents/new/", {"text": "A long\r\n\r\ntext.", "kind": "speech"}),
    ):
        desk.post(f"/autosave/{place}/", typed)
        html = desk.get(page).content.decode()
        assert KEPT in html, place
        assert next(iter(typed.values())).replace("\r\n", "\n") in html.replace("\r\n", "\n")
        assert f'formaction="/autosave/{place}/"' in html


def test_a_new_document_is_forgotten_once_it_is_added(desk: Client) -> None:
    desk.post("/autosave/document-new/", {"text": "Half."})
    facts_ = {"title": "T", "text": "The city built 412 homes.", "kind": "article"}
    desk.post("/documents/new/", facts_)
    assert not Autosave.objects.exists()


def test_a_verdict_and_the_source_in_it_come_back(desk: Client, alice: User) -> None:
    draft = verdicts.begin(make.checking(alice), by=alice)
    typed = {"summary": "Half of it.", "revision": "1", "source-title": "Register"}
    desk.post(f"/autosave/verdict-{draft.pk}/", typed)
    html = desk.get(f"/verdicts/{draft.pk}/").content.decode()
    assert "Half of it." in html
    assert re.search(r'name="source-title" value="Register"', html)
    assert KEPT in html
    whole = {"source-kind": "primary", "source-stance": "supports"}
    whole["source-url"] = "https://a.example/"
    desk.post(f"/verdicts/{draft.pk}/save/", {**typed, **whole})
    assert not Autosave.objects.exists()


def test_what_a_later_save_left_out_is_shown_beside_the_draft(
    desk: Client, alice: User, bob: User
) -> None:
    draft = make.draft(alice)
    autosave.keep(
        by=alice, place=f"verdict-{draft.pk}", content={"explanation": "My own long words."}
    )
    Autosave.objects.update(saved_at=timezone.now() - dt.timedelta(hours=1))
    html = desk.get(f"/verdicts/{draft.pk}/").content.decode()
    assert "The register lists **every** building permit." in html
    assert "The draft has been saved since without it." in html
    assert "My own long words." in html
    verdicts.take_over(draft, by=bob)
    html = desk.get(f"/verdicts/{draft.pk}/").content.decode()
    assert "My own long words." in html


def test_what_becomes_of_its_sources_sets_nothing_aside_that_was_typed(
    desk: Client, alice: User
) -> None:
    draft = make.draft(alice)
    desk.post(f"/autosave/verdict-{draft.pk}/", {"summary": "Half of it.", "revision": "1"})
    replies.ask(draft, by=alice, whom="The mayor’s office")
    assert Verdict.objects.get(pk=draft.pk).updated_at > Autosave.objects.get().saved_at
    html = desk.get(f"/verdicts/{draft.pk}/").content.decode()
    assert re.search(r"<textarea[^>]*>\s*Half of it\.", html)
    assert "saved since without it" not in html


def test_looking_for_it_costs_one_query(desk: Client) -> None:
    row = make.claim()

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            desk.get(f"/claims/{row.pk}/")
        return len(captured)

    queries()
    before = queries()
    for name in ("edit", "split"):
        desk.post(f"/autosave/claim-{row.pk}-{name}/", {"statement": "Half a wor"})
    assert queries() == before
