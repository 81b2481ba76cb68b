"""Bulk actions and buttons: the pipeline's functions, row by row, with what was refused and why."""

from django.urls import reverse
from django.utils import timezone

from claims.models import Claim, Event, Extraction
from claims.pipeline import intake, publication
from tests import make
from tests.admin.pages import act, button_of, list_of, page_of, said


def failed(row) -> Extraction:
    row.extractions.update(
        state="failed", error="The worker stopped.", finished_at=timezone.now(), attempt=4
    )
    return row.extractions.get()


# Hiding and restoring


def test_hiding_asks_for_a_reason_first_and_does_nothing_without_one(admin_door):
    row = make.document(title="About the tower")
    page = act(admin_door, "hide_selected", row)
    assert page.status_code == 200
    assert "About the tower" in page.content.decode()
    page = act(admin_door, "hide_selected", row, reason="  ")
    assert "This field is required" in page.content.decode()
    row.refresh_from_db()
    assert not row.is_hidden


def test_hiding_hides_each_document_for_the_reason_given(admin_door, dana):
    rows = [make.document(), make.document()]
    response = act(admin_door, "hide_selected", *rows, reason="A private letter.")
    assert response.url == list_of("document")
    assert said(response) == ["2 documents hidden."]
    for row in rows:
        row.refresh_from_db()
        assert (row.hidden_by, row.hidden_reason) == (dana, "A private letter.")
    events = Event.objects.filter(action="document.hidden")
    assert {(event.by, event.note) for event in events} == {(dana, "A private letter.")}


def test_a_hidden_document_is_gone_from_the_desk_with_its_claims(admin_door, as_, alice):
    claim = make.claim()
    row = claim.occurrences.get().document
    assert as_(alice).get(row.get_absolute_url()).status_code == 200
    act(admin_door, "hide_selected", row, reason="A private letter.")
    assert as_(alice).get(row.get_absolute_url()).status_code == 404
    assert as_(alice).get(claim.get_absolute_url()).status_code == 404
    assert not Claim.objects.visible().filter(pk=claim.pk).exists()


def test_whoever_hides_is_shown_which_publications_still_stand(admin_door, alice, bob):
    live = make.published(alice, bob)
    document = live.claim.occurrences.get().document
    response = act(admin_door, "hide_selected", document, make.document(), reason="Forged.")
    _, warning = said(response)
    assert warning.startswith("Still published, until somebody retracts it")
    assert page_of(live) in warning
    live.refresh_from_db()
    assert live.state == "live"


def test_what_cant_be_hidden_is_named_with_the_reason_and_the_rest_is_done(admin_door, dana):
    hidden, fresh = make.document(title="Old one"), make.document()
    intake.hide_document(hidden, by=dana, reason="Before")
    response = act(admin_door, "hide_selected", hidden, fresh, reason="Forged.")
    done, refused = said(response)
    assert done == "1 document hidden."
    assert "Old one" in refused
    assert "This document is hidden already." in refused
    hidden.refresh_from_db()
    fresh.refresh_from_db()
    assert (hidden.hidden_reason, fresh.hidden_reason) == ("Before", "Forged.")


def test_restoring_brings_documents_back_without_a_question(admin_door, dana):
    hidden, visible = make.document(), make.document()
    intake.hide_document(hidden, by=dana, reason="Before")
    done, refused = said(act(admin_door, "restore_selected", hidden, visible))
    assert done == "1 document restored."
    assert "This document is not hidden." in refused
    hidden.refresh_from_db()
    assert not hidden.is_hidden
    assert Event.objects.get(action="document.restored").by == dana


def test_the_button_on_a_documents_page_hides_it_after_a_question(admin_door):
    row = make.document()
    assert button_of(row, "hide") in admin_door.get(page_of(row)).content.decode()
    page = admin_door.get(button_of(row, "hide"))
    assert 'name="reason"' in page.content.decode()
    row.refresh_from_db()
    assert not row.is_hidden
    response = admin_door.post(button_of(row, "hide"), {"decide": "yes", "reason": "Forged."})
    assert response.url == page_of(row)
    page = admin_door.get(page_of(row)).content.decode()
    assert "Forged." in page
    assert button_of(row, "restore") in page
    assert button_of(row, "hide") not in page


def test_a_link_alone_changes_nothing(admin_door, dana):
    """Buttons are links, and links are followed by prefetching browsers."""
    row = make.document()
    intake.hide_document(row, by=dana, reason="Before")
    assert admin_door.get(button_of(row, "restore")).status_code == 200
    row.refresh_from_db()
    assert row.is_hidden
    admin_door.post(button_of(row, "restore"), {"decide": "yes"})
    row.refresh_from_db()
    assert not row.is_hidden


def test_a_button_for_a_row_that_isnt_there_says_not_found(admin_door):
    row = make.document()
    row.pk = 0
    assert admin_door.get(button_of(row, "hide")).status_code == 404
    row.pk = "nonsense"
    assert admin_door.get(button_of(row, "hide")).status_code == 404


# Dismissing


def test_dismissing_asks_for_one_of_the_reasons_and_takes_a_note(admin_door, dana):
    rows = [make.claim(), make.claim()]
    page = act(admin_door, "dismiss_selected", rows[0], reason="because")
    assert "Select a valid choice" in page.content.decode()
    response = act(admin_door, "dismiss_selected", *rows, reason="trivial", note="Known to all.")
    assert said(response) == ["2 claims dismissed."]
    for row in rows:
        row.refresh_from_db()
        assert (row.state, row.dismissal_reason) == ("dismissed", "trivial")
        assert row.dismissal_note == "Known to all."
    assert Event.objects.filter(action="claim.dismissed", by=dana).count() == 2


def test_a_claim_in_review_is_not_dismissed_with_the_others(admin_door, alice):
    waiting, fresh = make.submitted(alice).claim, make.claim()
    done, refused = said(act(admin_door, "dismiss_selected", waiting, fresh, reason="trivial"))
    assert done == "1 claim dismissed."
    assert "“In review”, by Alice Adler" in refused
    waiting.refresh_from_db()
    assert waiting.state == "in_review"


def test_only_an_undecided_claims_page_has_the_button(admin_door, alice):
    waiting, fresh = make.submitted(alice).claim, make.claim()
    assert button_of(fresh, "dismiss") in admin_door.get(page_of(fresh)).content.decode()
    assert button_of(waiting, "dismiss") not in admin_door.get(page_of(waiting)).content.decode()


# Retracting


def test_retracting_tells_readers_why_and_marks_the_claim(admin_door, dana, alice, bob):
    live = make.published(alice, bob)
    response = act(admin_door, "retract_selected", live, reason="The register was wrong.")
    assert said(response) == ["1 publication retracted."]
    live.refresh_from_db()
    assert (live.state, live.retracted_by) == ("retracted", dana)
    assert live.retraction_reason == "The register was wrong."
    assert Claim.objects.get(pk=live.claim_id).state == "retracted"
    assert Event.objects.get(action="publication.retracted").by == dana


def test_what_is_retracted_already_is_refused_and_the_rest_is_done(admin_door, alice, bob, carol):
    old, live = make.published(alice, bob), make.published(bob, carol)
    publication.retract(old, by=carol, reason="Before")
    done, refused = said(act(admin_door, "retract_selected", old, live, reason="Wrong."))
    assert done == "1 publication retracted."
    assert "“Retracted”, by Carol Cruz" in refused
    old.refresh_from_db()
    assert old.retraction_reason == "Before"


def test_only_a_live_publications_page_has_the_button(admin_door, alice, bob):
    live = make.published(alice, bob)
    assert button_of(live, "retract") in admin_door.get(page_of(live)).content.decode()
    publication.retract(live, by=bob, reason="Before")
    assert button_of(live, "retract") not in admin_door.get(page_of(live)).content.decode()


# Retrying


def test_retrying_queues_the_document_once_more(admin_door, dana):
    extraction = failed(make.document())
    response = act(admin_door, "retry_selected", extraction)
    assert said(response) == ["1 extraction queued again."]
    assert extraction.document.extractions.filter(state="queued").count() == 1
    assert Event.objects.filter(action="extraction.queued", by=dana).count() == 1


def test_a_document_that_is_read_is_not_read_again(admin_door):
    read, broken = make.extracted(make.document()), failed(make.document())
    done, refused = said(act(admin_door, "retry_selected", read, broken))
    assert done == "1 extraction queued again."
    assert "This document is read." in refused


def test_the_list_of_what_waits_for_a_retry_leaves_out_what_was_retried(admin_door):
    extraction, other = failed(make.document()), failed(make.document())
    act(admin_door, "retry_selected", extraction)
    page = admin_door.get(list_of("extraction"), {"waiting": "retry"})
    assert list(page.context["cl"].result_list) == [other]


# Many


def test_too_many_at_once_are_refused_before_anything_is_done(admin_door, monkeypatch):
    monkeypatch.setattr("claims.admin.actions.AT_MOST", 2)
    rows = [make.document() for _ in range(3)]
    response = act(admin_door, "hide_selected", *rows, reason="Forged.")
    assert said(response) == ["At most 2 at once. Nothing was done."]
    assert not Event.objects.filter(action="document.hidden").exists()


def test_all_rows_of_a_filter_can_be_chosen_across_pages(admin_door):
    rows = [failed(make.document()) for _ in range(3)]
    data = {"action": "retry_selected", "select_across": "1", "index": "0"}
    response = admin_door.post(
        f"{list_of('extraction')}?waiting=retry", data | {"_selected_action": [rows[0].pk]}
    )
    assert said(response) == ["3 extractions queued again."]


def test_of_many_refusals_only_the_first_are_spelled_out(admin_door, monkeypatch):
    monkeypatch.setattr("claims.admin.actions.NAMED", 1)
    rows = [make.document() for _ in range(3)]
    response = act(admin_door, "restore_selected", *rows)
    assert len(said(response)) == 2
    assert said(response)[1] == "2 documents more could not be restored either."


# The overview


def test_the_overview_counts_what_needs_somebody_and_links_to_the_list(admin_door, dana, alice):
    failed(make.document())
    make.submitted(alice)
    intake.hide_document(make.document(), by=dana, reason="Forged.")
    page = admin_door.get(reverse("admin:index"))
    numbers = {number.label: number for number in page.context["counts"]["attention"]}
    assert numbers["Documents that could not be read"].count == 1
    assert numbers["Verdicts waiting for sign-off"].count == 1
    assert numbers["Hidden documents"].count == 1
    assert numbers["Live publications"].count == 0
    states = {number.label: number for number in page.context["counts"]["claims"]}
    assert (states["In review"].count, states["New"].count) == (1, 0)
    for number in (*numbers.values(), *states.values()):
        found = admin_door.get(number.url)
        assert found.context["cl"].result_count == number.count, number.label


def test_the_overview_asks_few_questions(admin_door, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        admin_door.get(reverse("admin:index"))
