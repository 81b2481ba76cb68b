"""The verdict's page: writing, sources, sign-off, publishing, retracting."""

import re
from typing import Any

import pytest
from django.test import Client

from claims.models import Claim, Newsroom, Publication, Rating, Scale, User, Verdict
from claims.pipeline import editing, triage, verdicts
from tests import make
from tests.desk.conftest import Enter
from tests.desk.conftest import Newsroom as Rows

SOURCE = {
    "source-title": "Register of permits",
    "source-url": "https://city.example/permits",
    "source-publisher": "City of Example",
    "source-kind": "primary",
    "source-stance": "refutes",
    "source-passage": "Homes completed: 412",
    "source-locator": "p. 14",
    "source-read_on": "2025-05-13",
}


@pytest.fixture
def desk(alice: User, enter: Enter) -> Client:
    return enter(alice)


@pytest.fixture
def draft(alice: User) -> Verdict:
    return verdicts.begin(make.checking(alice), by=alice)


def typed(**more: Any) -> dict[str, Any]:
    rating = Rating.objects.get(scale__name="Truth scale", label="Half true")
    return {
        "rating": rating.pk,
        "summary": "Half of it is so.",
        "explanation": "The **register** says so.",
        "as_of": "2025-05-13",
        "revision": 1,
        "source-kind": "primary",
        "source-stance": "supports",
        **more,
    }


def fresh(row: Verdict) -> Verdict:
    return Verdict.objects.with_parts().get(pk=row.pk)


def test_saving_keeps_everything_and_previews_it(desk: Client, draft: Verdict) -> None:
    html = desk.post(f"/verdicts/{draft.pk}/save/", typed(), follow=True).content.decode()
    row = fresh(draft)
    assert (row.rating.label, row.summary) == ("Half true", "Half of it is so.")
    assert str(row.as_of) == "2025-05-13"
    assert "The draft is saved." in html
    assert "<strong>register</strong>" in html


def test_a_draft_on_a_claim_that_was_put_aside_is_read_until_the_claim_is_reopened(
    desk: Client, draft: Verdict, alice: User, bob: User, enter: Enter
) -> None:
    triage.dismiss(draft.claim, by=bob, reason="vague")
    for client in (desk, enter(bob)):
        html = client.get(f"/verdicts/{draft.pk}/").content.decode()
        assert "The claim is dismissed. Reopen it to go on with this." in html
        assert "Save the draft" not in html
        assert "Take the draft over" not in html
    draft.claim.refresh_from_db()
    triage.reopen(draft.claim, by=alice)
    assert "Save the draft" in desk.get(f"/verdicts/{draft.pk}/").content.decode()


def test_an_incomplete_draft_can_be_saved(desk: Client, draft: Verdict) -> None:
    data = {"summary": "", "explanation": "", "as_of": "", "revision": 1}
    assert desk.post(f"/verdicts/{draft.pk}/save/", data).status_code == 302


def test_the_scale_is_the_newsrooms_with_sign_colour_and_word(desk: Client, draft: Verdict) -> None:
    html = desk.get(f"/verdicts/{draft.pk}/").content.decode()
    labels = re.findall(r'<span class="rating tone-[a-z_]+"><svg.*?</svg>\s*([^<]+)</span>', html)
    assert labels == list(
        Rating.objects.filter(scale__name="Truth scale").values_list("label", flat=True)
    )


def test_a_scale_without_ratings_asks_for_none(desk: Client, draft: Verdict) -> None:
    Newsroom.objects.update(scale=Scale.objects.get(name="One-sentence verdict"))
    html = desk.get(f"/verdicts/{draft.pk}/").content.decode()
    assert 'name="rating"' not in html


def test_a_source_is_added_and_what_was_typed_above_is_saved(desk: Client, draft: Verdict) -> None:
    desk.post(f"/verdicts/{draft.pk}/save/", {**typed(), **SOURCE, "do": "add-source"})
    row = fresh(draft)
    assert row.summary == "Half of it is so."
    source = row.sources.get()
    assert (source.title, source.stance, source.locator) == (
        "Register of permits",
        "refutes",
        "p. 14",
    )


@pytest.mark.parametrize("button", ["save", "submit"])
def test_no_button_loses_a_source_that_was_typed(desk: Client, draft: Verdict, button: str) -> None:
    desk.post(f"/verdicts/{draft.pk}/save/", {**typed(), **SOURCE, "do": button})
    assert fresh(draft).sources.count() == 1


def test_a_source_supports_or_refutes_only_when_somebody_says_so(
    desk: Client, draft: Verdict
) -> None:
    html = desk.get(f"/verdicts/{draft.pk}/").content.decode()
    assert re.search(r'name="source-stance" value="context"[^>]* checked', html)


def test_a_source_that_cannot_be_taken_stays_in_its_form(desk: Client, draft: Verdict) -> None:
    data = {**typed(), **SOURCE, "source-url": "not an address", "do": "add-source"}
    response = desk.post(f"/verdicts/{draft.pk}/save/", data)
    html = response.content.decode()
    assert response.status_code == 422
    assert re.search(r'name="source-url"[^>]*aria-invalid="true"', html)
    for value in ("not an address", "Register of permits", "Homes completed: 412", "p. 14"):
        assert value in html
    assert fresh(draft).summary == "Half of it is so."


def test_a_source_is_added_once_though_the_reply_beside_it_was_refused(
    desk: Client, draft: Verdict
) -> None:
    reply = {"reply-whom": "The mayor", "reply-asked_on": "2025-05-13"}
    late, whole = reply | {"reply-until": "2025-05-01"}, typed() | SOURCE
    desk.post(f"/autosave/verdict-{draft.pk}/", {**whole, **late})
    for _ in range(2):
        response = desk.post(f"/verdicts/{draft.pk}/save/", {**whole, **late})
        assert response.status_code == 422
        whole = typed(**{"source-url": response.context["source_form"]["url"].value() or ""})
    html = response.content.decode()
    assert "Something can’t be taken as it is." in html
    assert 'value="The mayor"' in html
    desk.post(f"/verdicts/{draft.pk}/save/", {**whole, **reply})
    row = fresh(draft)
    assert (row.sources.count(), row.replies.count()) == (1, 1)


def test_a_source_is_withheld_with_a_reason_or_has_a_link(desk: Client, draft: Verdict) -> None:
    nothing = {**typed(), "source-title": "An official", "do": "add-source"}
    response = desk.post(f"/verdicts/{draft.pk}/save/", nothing)
    assert "Give a link, or the reason" in response.content.decode()
    desk.post(
        f"/verdicts/{draft.pk}/save/", {**nothing, "source-withheld_reason": "Fears for the job."}
    )
    html = desk.get(f"/verdicts/{draft.pk}/").content.decode()
    assert "Fears for the job." in html


def test_the_document_under_review_is_no_source(desk: Client, alice: User) -> None:
    document = make.document(url="https://post.example/homes")
    row = make.claim(document)
    triage.accept(row, by=alice)
    verdict = verdicts.begin(row, by=alice)
    data = {**typed(), **SOURCE, "source-url": "https://www.post.example/homes/?utm_source=x"}
    response = desk.post(f"/verdicts/{verdict.pk}/save/", data)
    assert "can’t be a source for itself" in response.content.decode()


def test_a_source_is_removed_and_the_draft_saved_on_the_way(desk: Client, alice: User) -> None:
    row = make.draft(alice)
    source = row.sources.get()
    data = typed(remove=source.pk)
    desk.post(f"/verdicts/{row.pk}/save/", data)
    assert not row.sources.exists()
    assert fresh(row).summary == "Half of it is so."
    again = desk.post(f"/verdicts/{row.pk}/save/", data)
    assert again.status_code == 409
    assert "removed already" in again.content.decode()


def test_submitting_lists_all_that_is_missing(desk: Client, draft: Verdict) -> None:
    data = {"summary": "", "explanation": "", "as_of": "", "revision": 1, "do": "submit"}
    response = desk.post(f"/verdicts/{draft.pk}/save/", data)
    html = response.content.decode()
    assert response.status_code == 422
    for words in (
        "Choose a rating.",
        "Write the verdict in one sentence.",
        "Explain how you know.",
        "Add at least one source",
    ):
        assert words in html


def test_a_complete_draft_goes_to_a_second_person(
    desk: Client, alice: User, bob: User, enter: Enter
) -> None:
    row = make.draft(alice)
    response = desk.post(f"/verdicts/{row.pk}/save/", typed(do="submit"), follow=True)
    html = response.content.decode()
    assert "a second person has to sign it off" in html
    assert "/approve/" not in html
    html = enter(bob).get(f"/verdicts/{row.pk}/").content.decode()
    assert f"/verdicts/{row.pk}/approve/" in html
    response = enter(bob).post(f"/verdicts/{row.pk}/approve/", follow=True)
    assert "Signed off." in response.content.decode()
    assert f"/verdicts/{row.pk}/publish/" in response.content.decode()


def test_nobody_signs_off_their_own_verdict(bob: User, enter: Enter) -> None:
    row = make.submitted(bob)
    response = enter(bob).post(f"/verdicts/{row.pk}/approve/")
    assert response.status_code == 422
    assert "you wrote this verdict" in response.content.decode()
    assert fresh(row).state == "submitted"


def test_a_reporter_does_not_sign_off(newsroom: Rows, desk: Client, enter: Enter) -> None:
    row = make.submitted(make.user("erin", role="Reporter"))
    html = desk.get(f"/verdicts/{row.pk}/").content.decode()
    assert "An editor signs verdicts off" in html
    assert "/approve/" not in html
    assert desk.post(f"/verdicts/{row.pk}/approve/").status_code == 403
    assert desk.post(f"/verdicts/{row.pk}/send-back/", {"note": "No."}).status_code == 403
    approved = newsroom.approved.pk
    assert desk.post(f"/verdicts/{approved}/send-back/", {"note": "No."}).status_code == 403


def test_sending_back_wants_a_note_that_the_author_sees(
    desk: Client, alice: User, bob: User, enter: Enter
) -> None:
    row = make.submitted(alice)
    editor = enter(bob)
    response = editor.post(f"/verdicts/{row.pk}/send-back/", {"note": " "})
    assert response.status_code == 422
    assert "Say what has to be changed." in response.content.decode()
    editor.post(f"/verdicts/{row.pk}/send-back/", {"note": "Ask the union as well."})
    assert "Ask the union as well." in desk.get(f"/verdicts/{row.pk}/").content.decode()


def test_the_author_may_withdraw(desk: Client, alice: User) -> None:
    row = make.submitted(alice)
    assert "Withdraw" in desk.get(f"/verdicts/{row.pk}/").content.decode()
    desk.post(f"/verdicts/{row.pk}/send-back/", {"note": "A new figure came out."})
    assert fresh(row).state == "draft"


def test_of_two_who_decide_the_second_is_told(
    alice: User, bob: User, carol: User, enter: Enter
) -> None:
    row = make.submitted(alice)
    verdicts.approve(row, by=carol)
    response = enter(bob).post(f"/verdicts/{row.pk}/approve/")
    assert response.status_code == 409
    assert "Carol Cruz" in response.content.decode()


def test_a_draft_is_taken_over_and_its_first_author_loses_no_words(
    desk: Client, alice: User, bob: User, enter: Enter
) -> None:
    row = make.draft(alice)
    html = enter(bob).get(f"/verdicts/{row.pk}/").content.decode()
    assert "Alice Adler is writing this verdict." in html
    enter(bob).post(f"/verdicts/{row.pk}/take-over/")
    assert fresh(row).author == bob
    response = desk.post(f"/verdicts/{row.pk}/save/", typed(summary="What Alice typed."))
    assert response.status_code == 409
    assert "Bob Brandt is writing this verdict" in response.content.decode()
    assert "What Alice typed." in response.content.decode()


def test_a_reworded_claim_is_shown_with_the_difference_and_then_saved_on(
    desk: Client, alice: User, bob: User
) -> None:
    row = make.draft(alice)
    claim = Claim.objects.get(pk=row.claim_id)
    editing.edit(claim, by=bob, statement=claim.statement.replace("homes", "flats"), revision=1)
    html = desk.get(f"/verdicts/{row.pk}/").content.decode()
    assert "was reworded after this verdict was begun" in html
    assert "<del>homes </del><ins>flats </ins>" in html
    response = desk.post(f"/verdicts/{row.pk}/save/", typed(summary="Typed meanwhile."))
    html = response.content.decode()
    assert response.status_code == 409
    assert "Typed meanwhile." in html
    assert 'name="revision" value="2"' in html
    desk.post(f"/verdicts/{row.pk}/save/", typed(summary="Typed meanwhile.", revision=2))
    assert fresh(row).revision.number == 2


def test_publishing_shows_first_what_readers_will_see(bob: User, alice: User, enter: Enter) -> None:
    row = make.approved(alice, bob)
    editor = enter(bob)
    html = editor.get(f"/verdicts/{row.pk}/publish/").content.decode()
    for words in (row.claim.statement, "Mostly true", row.summary, "Register of permits"):
        assert words in html
    assert not Publication.objects.exists()
    editor.post(f"/verdicts/{row.pk}/publish/")
    page = editor.get(Publication.objects.get().get_absolute_url()).content.decode()
    assert article(html) == article(page)


def article(html: str) -> str:
    """A fact-check as it stands in a page, its date and its heading's level aside."""
    found = re.search(r"<article class=.check.>.*?</article>", html, re.S)
    assert found
    undated = re.sub(r"<span>Published .*?</span>", "", found.group())
    return re.sub(r"<(/?)h[12][^>]*>", r"<\1h>", undated)


def test_publishing_twice_is_refused(alice: User, bob: User, enter: Enter) -> None:
    row = make.published(alice, bob).verdict
    response = enter(bob).post(f"/verdicts/{row.pk}/publish/")
    assert response.status_code == 409
    assert Publication.objects.count() == 1


def test_retracting_wants_a_reason_and_is_done_once(alice: User, bob: User, enter: Enter) -> None:
    row = make.published(alice, bob)
    address = f"/claims/{row.claim_id}/retract/"
    editor = enter(bob)
    response = editor.post(address, {"reason": ""})
    assert response.status_code == 422
    assert "readers will see this" in response.content.decode()
    assert editor.post(address, {"reason": "Wrong year."}).status_code == 302
    response = editor.post(address, {"reason": "My own words."})
    assert response.status_code == 409
    assert "My own words." in response.content.decode()
    assert "Bob Brandt" in response.content.decode()


def test_the_preview_is_safe(desk: Client) -> None:
    response = desk.post("/verdicts/preview/", {"explanation": "**b** <script>alert(1)</script>"})
    assert "<strong>b</strong>" in response.content.decode()
    assert "<script>" not in response.content.decode()


# Parts of a draft


def test_a_source_is_edited_on_a_page_of_its_own(desk: Client, alice: User) -> None:
    row = make.draft(alice)
    source = row.sources.get()
    revision = {**typed(), "edit": source.pk}
    response = desk.post(f"/verdicts/{row.pk}/save/", revision)
    assert response["Location"] == f"/sources/{source.pk}/"
    assert fresh(row).summary == "Half of it is so."
    data = {**SOURCE, "source-title": "The register", "source-published_on": "2025-01-31"}
    assert desk.post(f"/sources/{source.pk}/", data)["Location"] == f"/verdicts/{row.pk}/"
    source.refresh_from_db()
    assert (source.title, str(source.published_on)) == ("The register", "2025-01-31")


def test_a_source_of_somebody_elses_draft_is_left_alone(
    bob: User, alice: User, enter: Enter
) -> None:
    source = make.draft(alice).sources.get()
    response = enter(bob).post(f"/sources/{source.pk}/", SOURCE)
    assert response.status_code == 409
    assert "Alice Adler is writing this verdict" in response.content.decode()


def test_a_link_alone_is_enough_for_a_source(desk: Client, draft: Verdict) -> None:
    link = {"source-url": "https://city.example/permits"}
    desk.post(f"/verdicts/{draft.pk}/save/", {**typed(), **link, "do": "add-source"})
    source = draft.sources.get()
    assert (source.title, source.fetch_state) == ("", "waiting")
    html = desk.post(f"/verdicts/{draft.pk}/save/", {**typed(), "do": "submit"}).content.decode()
    assert "The page of https://city.example/permits is still being read." in html


def test_whom_we_asked_and_what_they_answered(desk: Client, draft: Verdict) -> None:
    asked = {"reply-whom": "The mayor’s office", "reply-until": "2099-01-01"}
    desk.post(f"/verdicts/{draft.pk}/save/", {**typed(), **asked, "do": "add-reply"})
    reply = draft.replies.get()
    html = desk.get(f"/verdicts/{draft.pk}/").content.decode()
    assert "The mayor’s office" in html
    assert "no answer yet" in html
    response = desk.post(f"/verdicts/{draft.pk}/save/", {**typed(), "edit-reply": reply.pk})
    assert response["Location"] == f"/replies/{reply.pk}/"
    day = reply.asked_on.isoformat()
    data = {"reply-whom": "The mayor’s office", "reply-asked_on": day, "reply-answer": "We agree."}
    desk.post(f"/replies/{reply.pk}/", data)
    reply.refresh_from_db()
    assert (reply.answer, reply.answered_on) == ("We agree.", reply.asked_on)
    desk.post(f"/verdicts/{draft.pk}/save/", {**typed(), "remove-reply": reply.pk})
    assert not draft.replies.exists()


def test_a_draft_that_is_given_up_can_still_be_read(desk: Client, alice: User) -> None:
    row = make.draft(alice)
    desk.post(f"/verdicts/{row.pk}/drop/")
    html = desk.get(f"/verdicts/{row.pk}/").content.decode()
    assert "This draft was given up." in html
    html = desk.get(f"/claims/{row.claim_id}/").content.decode()
    assert f"/claims/{row.claim_id}/begin/" in html


# Several sign-offs


def test_with_two_sign_offs_asked_for_one_is_not_enough(
    alice: User, bob: User, carol: User, enter: Enter
) -> None:
    Newsroom.objects.update(approvals=2)
    row = make.submitted(alice)
    html = enter(bob).post(f"/verdicts/{row.pk}/approve/", follow=True).content.decode()
    assert fresh(row).state == "submitted"
    assert "You have signed it off. One more colleague has to do so, too." in html
    assert "1 of 2 sign-offs" in html
    assert enter(bob).post(f"/verdicts/{row.pk}/approve/").status_code == 409
    enter(carol).post(f"/verdicts/{row.pk}/approve/")
    assert fresh(row).state == "approved"


def test_who_signed_off_when_more_were_asked_for_completes_it_once_fewer_are(
    alice: User, bob: User, enter: Enter
) -> None:
    Newsroom.objects.update(approvals=2)
    row = make.submitted(alice)
    desk = enter(bob)
    desk.post(f"/verdicts/{row.pk}/approve/")
    Newsroom.objects.update(approvals=1)
    html = desk.get(f"/verdicts/{row.pk}/").content.decode()
    assert "Fewer sign-offs are asked for by now." in html
    assert f'action="/verdicts/{row.pk}/approve/"' in html
    desk.post(f"/verdicts/{row.pk}/approve/")
    assert fresh(row).state == "approved"


# How we ruled last time


def test_the_nearest_published_verdicts_stand_beside_the_form(
    desk: Client, alice: User, bob: User
) -> None:
    text = "The mayor said the harbour ferry carried 48,200 passengers in April. It rained."
    near = make.published(alice, bob, make.checking(alice, row=make.document(text)))
    far = make.published(
        alice,
        bob,
        make.checking(alice, row=make.document("She said crime fell in May. It rained.")),
    )
    again = "She said the harbour ferry carried 50,000 passengers in April. It rained in May."
    row = verdicts.begin(make.checking(alice, row=make.document(again)), by=alice)
    html = desk.get(f"/verdicts/{row.pk}/").content.decode()
    assert "How we ruled last time" in html
    assert f"/fact-checks/{near.claim_id}/" in html
    assert f"/fact-checks/{far.claim_id}/" not in html


# Corrections


def test_a_correction_is_written_explained_and_put_out(
    newsroom: Rows, bob: User, enter: Enter
) -> None:
    client, claim = enter(bob), newsroom.live.claim
    address = client.post(f"/claims/{claim.pk}/correct/")["Location"]
    row = claim.verdicts.get(state="draft")
    assert address == f"/verdicts/{row.pk}/"
    rating = newsroom.live.verdict.rating_id
    said = {
        "correction-kind": "typo",
        "correction-what": "“Tower” was spelt wrong.",
        "correction-why": "We overlooked it.",
    }
    html = client.get(address).content.decode()
    assert "Save and publish the correction" in html
    data = {**typed(rating=rating), "do": "publish"}
    html = client.post(f"{address}save/", {**data, "correction-kind": "typo"}).content.decode()
    assert "Say what is changed" in html
    html = client.post(f"{address}save/", {**data, **said}, follow=True).content.decode()
    assert "The correction is out" in html
    live = claim.publications.get(state="live")
    assert (live.number, live.snapshot["corrections"][0]["what"]) == (2, "“Tower” was spelt wrong.")


def test_a_reporter_never_puts_a_correction_out(newsroom: Rows, desk: Client) -> None:
    claim = newsroom.live.claim
    address = desk.post(f"/claims/{claim.pk}/correct/")["Location"]
    assert "Save and publish" not in desk.get(address).content.decode()
    rating = newsroom.live.verdict.rating_id
    data = {
        **typed(rating=rating),
        "correction-kind": "typo",
        "correction-what": "A letter.",
        "correction-why": "Haste.",
        "do": "publish",
    }
    assert desk.post(f"{address}save/", data).status_code == 403
    assert claim.publications.get(state="live").number == 1


# Later


def test_what_is_out_is_not_offered_to_be_published_again(
    newsroom: Rows, bob: User, enter: Enter
) -> None:
    html = enter(bob).get(f"/verdicts/{newsroom.live.verdict_id}/publish/").content.decode()
    assert "Publish this?" not in html
    assert "It is published." in html


def test_a_verdict_is_scheduled_and_taken_off_again(
    newsroom: Rows, bob: User, enter: Enter
) -> None:
    client, row = enter(bob), newsroom.approved
    late = {"do": "schedule", "at": "2020-01-01T10:00"}
    html = client.post(f"/verdicts/{row.pk}/publish/", late).content.decode()
    assert "Choose a time to come" in html
    late["at"] = "2099-01-01T10:00"
    html = client.post(f"/verdicts/{row.pk}/publish/", late, follow=True).content.decode()
    assert "Scheduled for" in html
    assert client.post(f"/verdicts/{row.pk}/unschedule/").status_code == 302
    assert fresh(row).scheduled_for is None


def test_an_embargo_is_set_on_the_document_and_holds_publishing_back(
    newsroom: Rows, bob: User, enter: Enter
) -> None:
    client, row = enter(bob), newsroom.approved
    document = row.claim.occurrences.get().document
    address = f"/documents/{document.pk}/embargo/"
    html = client.post(address, {"until": "2099-01-01T10:00"}, follow=True).content.decode()
    assert "Under embargo until" in html
    response = client.post(f"/verdicts/{row.pk}/publish/")
    assert response.status_code == 422
    assert "under embargo until 1 January 2099" in response.content.decode()
    client.post(address, {"until": ""})
    assert client.post(f"/verdicts/{row.pk}/publish/").status_code == 302
