"""Hiding a document takes it and its claims from every page of the desk at once."""

from claims.models import User
from claims.pipeline import intake, merging
from tests import make
from tests.desk.conftest import Enter


def test_a_hidden_document_is_on_no_page(alice: User, dana: User, enter: Enter) -> None:
    verdict = make.draft(alice)
    claim = verdict.claim
    document = claim.occurrences.get().document
    pages = {
        "document": f"/documents/{document.pk}/",
        "progress": f"/documents/{document.pk}/progress/",
        "claim": f"/claims/{claim.pk}/",
        "verdict": f"/verdicts/{verdict.pk}/",
    }
    client = enter(alice)
    for page in pages.values():
        assert client.get(page).status_code == 200
    intake.hide_document(document, by=dana, reason="Private data.")
    for page in pages.values():
        assert client.get(page).status_code == 404, page
    for action in ("accept", "edit", "begin", "dismiss"):
        assert client.post(f"/claims/{claim.pk}/{action}/").status_code == 404
    assert client.post(f"/documents/{document.pk}/extract/").status_code == 404
    assert client.post(f"/verdicts/{verdict.pk}/save/").status_code == 404
    for listing in ("/queue/?state=all", f"/queue/?document={document.pk}", "/documents/"):
        html = client.get(listing).content.decode()
        assert document.title not in html
        assert claim.statement not in html
    intake.restore_document(document, by=dana)
    for page in pages.values():
        assert client.get(page).status_code == 200


def test_a_claim_that_is_also_elsewhere_stays_without_the_hidden_place(
    alice: User, dana: User, enter: Enter
) -> None:
    claim = make.claim()
    hidden = claim.occurrences.get().document
    other = make.document("Again the mayor said the same. It snowed.", title="The open one")
    quote = "the mayor said the same"
    start = other.text.index(quote)
    claim.occurrences.create(document=other, start=start, end=start + len(quote), quote=quote)
    intake.hide_document(hidden, by=dana, reason="Private data.")
    client = enter(alice)
    for page in (f"/claims/{claim.pk}/", "/queue/"):
        html = client.get(page).content.decode()
        assert "The open one" in html
        assert hidden.title not in html


def test_a_hidden_claim_is_not_told_of_by_the_one_that_it_was_merged_into(
    alice: User, dana: User, enter: Enter
) -> None:
    row = make.claim()
    gone, stays = make.claim(statement="Hidden words."), make.claim(statement="Shown words.")
    for one in (gone, stays):
        merging.merge(one, into=row, by=alice, seen="new")
    intake.hide_document(
        gone.occurrences.get(merged_from=None).document, by=dana, reason="Private data."
    )
    html = enter(alice).get(f"/claims/{row.pk}/").content.decode()
    assert f'href="/claims/{stays.pk}/"' in html
    assert f'href="/claims/{gone.pk}/"' not in html
