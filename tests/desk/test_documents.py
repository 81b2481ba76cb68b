"""Adding, listing and reading documents, and watching the engine read one."""

import html as entities
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from claims.desk import documents
from claims.engine.candidate import Kind
from claims.engine.detail.details import Details, Due, Figure
from claims.models import Claim, Document, Extraction, User
from claims.pipeline import intake, triage
from tests import make
from tests.desk.conftest import Enter

TEXT = "The mayor said the city built 412 homes last year. It rained in May."


@pytest.fixture
def desk(alice: User, enter: Enter) -> Client:
    return enter(alice)


def test_a_pasted_text_becomes_a_document(desk: Client, alice: User) -> None:
    facts = {
        "title": "Homes",
        "outlet": "The Post",
        "author": "Ines Valdez",
        "published_on": "2025-05-13",
        "url": "https://post.example/homes",
        "kind": "speech",
    }
    response = desk.post("/documents/new/", {**facts, "text": f"\r\n{TEXT}\r\n"})
    row = Document.objects.get()
    assert response["Location"] == f"/documents/{row.pk}/"
    assert row.text == TEXT
    assert row.added_by == alice
    assert {name: str(getattr(row, name)) for name in facts} == facts


def test_the_same_text_again_leads_to_the_document_that_is_here(desk: Client, bob: User) -> None:
    row = make.document(TEXT, by=bob)
    data = {"title": "Again", "text": TEXT, "kind": "article"}
    response = desk.post("/documents/new/", data, follow=True)
    assert response.redirect_chain == [(f"/documents/{row.pk}/", 302)]
    assert "This text is here already, added by Bob Brandt on " in response.content.decode()


def test_mistakes_stand_beside_their_fields_and_nothing_typed_is_lost(desk: Client) -> None:
    typed = {
        "title": "",
        "text": "Line one <b>&\nline two",
        "outlet": "The “Post”",
        "author": "Ines",
        "published_on": "2999-01-01",
        "url": "no address",
        "kind": "transcript",
    }
    response = desk.post("/documents/new/", typed)
    html = response.content.decode()
    assert response.status_code == 422
    for name in ("title", "published_on", "url"):
        assert re.search(rf'name="{name}"[^>]*aria-invalid="true"', html), name
        assert f'id="id_{name}_error"' in html, name
    assert "is in the future" in html
    assert typed["text"] in entities.unescape(html)
    for value in ("The “Post”", "Ines", "2999-01-01", "no address"):
        assert f'value="{value}"' in html
    assert re.search(r'value="transcript"\s+selected', html)
    assert not Document.objects.exists()


def test_a_text_beyond_the_limit_is_refused_with_its_length_and_kept(desk: Client) -> None:
    text = "a b " * 125_001
    response = desk.post("/documents/new/", {"title": "Long", "text": text, "kind": "article"})
    assert response.status_code == 422
    assert "the limit is 500,000" in response.content.decode()
    assert text in response.content.decode()


def test_a_text_of_the_full_length_is_taken(desk: Client) -> None:
    text = ("Ünïcödé wörds " * 40_000)[:499_999] + "."
    response = desk.post("/documents/new/", {"title": "Long", "text": text, "kind": "article"})
    assert response.status_code == 302
    assert desk.get(response["Location"]).status_code == 200


def test_a_text_that_is_hidden_is_refused_and_kept(desk: Client, dana: User) -> None:
    intake.hide_document(make.document(TEXT), by=dana, reason="Private data.")
    response = desk.post("/documents/new/", {"title": "T", "text": TEXT, "kind": "article"})
    assert response.status_code == 409
    assert "Private data." in response.content.decode()
    assert TEXT in response.content.decode()


def test_the_list_has_newest_first_and_pages(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "SIZE", 2)
    rows = [make.document() for _ in range(5)]
    seen: list[int] = []
    address = "/documents/"
    while address:
        html = desk.get(address).content.decode()
        found = re.findall(r'class="title" href="/documents/(\d+)/', html)
        seen += [int(number) for number in found]
        more = re.search(r'href="([^"]*after=[^"]*)"', html)
        address = more.group(1) if more else ""
    assert seen == [row.pk for row in reversed(rows)]


def test_an_empty_list_says_what_to_do(desk: Client) -> None:
    assert "Paste an article" in desk.get("/documents/").content.decode()


def marked(html: str) -> str:
    """The text of the page's text block, as a reader sees it."""
    paragraphs = re.findall(r'<p data-start="\d+">(.*?)</p>', html, re.S)
    return "\n".join(entities.unescape(re.sub(r"<[^>]+>", "", one)) for one in paragraphs)


def test_claims_are_marked_exactly_where_they_stand(desk: Client) -> None:
    text = "“We built 412 homes – 😀 – and no one paid <more>,” she said & left.\nIt rained."
    row = make.document(text)
    outer = make.claim(row, "We built 412 homes – 😀 – and no one paid <more>")
    inner = make.claim(row, "no one paid <more>")
    html = desk.get(f"/documents/{row.pk}/").content.decode()
    assert marked(html) == text
    both = f'href="#claim-{inner.pk}" data-claims="{inner.pk} {outer.pk}"'
    assert f"{both}>no one paid &lt;more&gt;</a>" in html
    for claim in (outer, inner):
        assert f'id="place-{claim.pk}"' in html
        assert f'id="claim-{claim.pk}"' in html
        assert f'href="#place-{claim.pk}"' in html


def words_of(html: str) -> str:
    """What a reader sees, in one line."""
    text = entities.unescape(re.sub(r"<[^>]+>", " ", html))
    return re.sub(r"\s+([,:])", r"\1", " ".join(text.split()))


def test_a_claim_is_told_with_speaker_chain_kinds_reasons_and_due_day(desk: Client) -> None:
    row = make.document(TEXT)
    due = Due(0, 7, "within a week of the vote", None, "the vote", "a week")
    made = make.claim(
        row,
        statement="They will spend £3bn.",
        roles=("former mayor",),
        reported_by="Ben Ito",
        kinds=(Kind.PROMISE, Kind.STATISTIC, Kind.FIGURE_OF_SPEECH),
        details=Details(
            figures=(Figure(0, 4, "£3bn", Decimal(3 * 10**9), "£"),),
            places=("Port Ellery",),
            due=due,
            unresolved=("They",),
        ),
    )
    html = desk.get(f"/documents/{row.pk}/").content.decode()
    card = words_of(html[html.index(f'id="claim-{made.pk}"') :])
    for words in (
        "Promise, statistic, figure of speech",
        "Ada Moreno, former mayor, as reported by Ben Ito",
        "Due within a week of the vote: date not known",
        "Figure of speech: may stand for a claim.",
        "“They” could not be resolved: edit the statement before you check it.",
        "Urgent to check A number · attributed speech, “said”",
        "£3bn: £3,000,000,000",
        "Places Port Ellery",
    ):
        assert words in card


def test_a_claim_with_nothing_to_tell_has_no_empty_list(desk: Client) -> None:
    row = make.document(TEXT)
    make.claim(row)
    html = desk.get(f"/documents/{row.pk}/").content.decode()
    assert "Figures, dates and names" not in html
    assert 'class="flags"' not in html
    assert 'class="due"' not in html


def test_why_another_engine_read_it_is_said_above_the_claims(desk: Client) -> None:
    row = make.document(TEXT)
    extraction = make.extracted(row)
    assert 'class="alert plain note"' not in desk.get(f"/documents/{row.pk}/").content.decode()
    extraction.note = "Read by the built-in engine: the other <one> did not answer in 60 s."
    extraction.save()
    html = desk.get(f"/documents/{row.pk}/").content.decode()
    assert entities.escape(extraction.note, quote=False) in html


def test_the_page_polls_only_while_a_worker_reads(desk: Client) -> None:
    row = make.document(TEXT)
    assert 'hx-trigger="every 1s"' in desk.get(f"/documents/{row.pk}/").content.decode()
    make.extracted(row)
    html = desk.get(f"/documents/{row.pk}/").content.decode()
    assert "hx-trigger" not in html
    assert "No claims found" in html


def progress(row: Document, **values: object) -> Extraction:
    Extraction.objects.filter(document=row).update(**values)
    return Extraction.objects.get(document=row)


def test_progress_says_how_far_and_then_nothing_until_it_moves(desk: Client) -> None:
    row = make.document(TEXT)
    progress(
        row,
        state="running",
        attempt=1,
        lease_until=timezone.now(),
        sentences_done=3,
        sentences_total=12,
    )
    address = f"/documents/{row.pk}/progress/"
    response = desk.get(address, headers={"HX-Request": "true"})
    html = response.content.decode()
    assert "3 of 12 sentences" in html
    assert 'max="12" value="3"' in html
    assert "aria-live" in html
    assert len(html) < 2_000
    again = desk.get(address, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    (seen,) = re.findall(r'hx-get="([^"]*seen=[^"]*)"', html)
    assert desk.get(seen, headers={"HX-Request": "true"}).status_code == 204
    progress(row, sentences_done=4)
    moved = desk.get(seen, headers={"HX-Request": "true", "If-None-Match": response["ETag"]})
    assert "4 of 12 sentences" in moved.content.decode()


def test_claims_arrive_without_a_reload(desk: Client) -> None:
    row = make.document(TEXT)
    (seen,) = re.findall(
        r'hx-get="([^"]*seen=[^"]*)"', desk.get(f"/documents/{row.pk}/").content.decode()
    )
    claim = make.claim(row)
    make.extracted(row)
    response = desk.get(seen, headers={"HX-Request": "true"})
    assert response["HX-Retarget"] == "#document"
    html = response.content.decode()
    assert "<html" not in html
    assert f'id="place-{claim.pk}"' in html
    assert "The document is read. 1 claim found." in html


def test_a_failure_is_shown_with_its_message_and_can_be_retried(desk: Client) -> None:
    row = make.document(TEXT)
    progress(row, state="failed", attempt=4, error="It took too long.", finished_at=timezone.now())
    html = desk.get(f"/documents/{row.pk}/").content.decode()
    assert "It took too long." in html
    assert "Retry" in html
    assert desk.post(f"/documents/{row.pk}/extract/")["Location"] == f"/documents/{row.pk}/"
    assert row.extractions.count() == 2
    response = desk.post(f"/documents/{row.pk}/extract/")
    assert response.status_code == 409
    assert "being read already" in response.content.decode()


def test_the_history_tells_what_happened(desk: Client, bob: User) -> None:
    row = make.document(TEXT, by=bob)
    html = desk.get(f"/documents/{row.pk}/").content.decode()
    assert re.search(r"Bob Brandt</strong> added the document", html)


def test_each_paragraph_has_its_claims_in_the_margin(desk: Client, alice: User) -> None:
    row = make.document("“Rents – 😀 – fell,” she said.\n\nIt rained. Wages rose <twice>.")
    first = make.claim(row, "Rents – 😀 – fell")
    second = make.claim(row, "Wages rose <twice>")
    triage.accept(second, by=alice)
    page = desk.get(f"/documents/{row.pk}/").content.decode()
    lines = re.findall(r'<span class="marks">(.*?)</span><p data-start="(\d+)"', page)
    assert [int(start) for _, start in lines] == [0, row.text.index("It rained")]
    assert f'href="#claim-{first.pk}"' in lines[0][0]
    assert 'aria-label="Checking: Wages rose &lt;twice&gt;."' in lines[1][0]
    assert 'class="state checking"' in lines[1][0]


def test_a_claim_that_the_engine_missed_is_added(desk: Client) -> None:
    row = make.document("“Rents – 😀 – fell,” she said. Rents – 😀 – fell.")
    start = row.text.rindex("Rents")
    data = {
        "quote": "Rents – 😀 – fell",
        "start": start,
        "end": start + 16,
        "statement": "Rents fell in Port Ellery.",
        "kind": "statistic",
        "claimants": "Ada Moreno; Ben Ito",
    }
    response = desk.post(f"/documents/{row.pk}/claims/new/", data)
    claim = Claim.objects.get()
    assert response["Location"] == f"/documents/{row.pk}/#claim-{claim.pk}"
    place = claim.occurrences.get()
    assert (place.start, place.quote) == (start, "Rents – 😀 – fell")
    assert {str(one) for one in claim.claimants.all()} == {"Ada Moreno", "Ben Ito"}
    page = desk.get(f"/documents/{row.pk}/").content.decode()
    assert f'id="place-{claim.pk}"' in page
    assert "Added by an editor" in page


def test_a_claim_that_is_there_already_is_not_added_again(desk: Client) -> None:
    row = make.document(TEXT)
    data = {"quote": "It rained in May", "statement": "It rained.", "kind": "event"}
    address = f"/documents/{row.pk}/claims/new/"
    assert desk.post(address, data).status_code == 302
    response = desk.post(address, data)
    assert response.status_code == 409
    assert "The claim “It rained.” is here already" in response.content.decode()
    assert row.occurrences.count() == 1


def test_without_a_selection_its_words_are_looked_for(desk: Client) -> None:
    row = make.document(TEXT)
    data = {"statement": "It rained.", "kind": "event", "start": "", "end": ""}
    address = f"/documents/{row.pk}/claims/new/"
    response = desk.post(address, {**data, "quote": "it snowed"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "These words don’t stand in the document." in page
    assert re.search(r'<details class="add-claim" id="add-claim" open>', page)
    assert re.search(r'<textarea[^>]*name="statement"[^>]*>\s*It rained.', page)
    desk.post(address, {**data, "quote": " It  rained in May."})
    assert Claim.objects.get().occurrences.get().quote == "It rained in May."
