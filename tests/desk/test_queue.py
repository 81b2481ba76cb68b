"""The queue: order, filters, pages, decisions."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from claims.desk import queue
from claims.engine.candidate import Kind
from claims.engine.detail.details import Details, Due
from claims.models import Claim, User
from claims.pipeline import intake, triage
from tests import make
from tests.desk.conftest import Enter

HTMX = {"HX-Request": "true", "HX-Target": "queue"}


@pytest.fixture
def desk(alice: User, enter: Enter) -> Client:
    return enter(alice)


def statements(html: str) -> list[str]:
    return re.findall(r'class="said"[^>]*>(.*?)</a>', html)


def test_new_claims_come_most_urgent_first_and_the_filter_is_named(desk: Client) -> None:
    for score in (0.2, 0.9, 0.5):
        make.claim(statement=f"A claim of {score}.", score=score)
    html = desk.get("/queue/").content.decode()
    assert statements(html) == ["A claim of 0.9.", "A claim of 0.5.", "A claim of 0.2."]
    assert "Showing <strong>new claims, the most urgent first</strong>" in html
    assert 'href="/queue/?state=all"' in html


def test_a_row_says_who_claimed_what_where(desk: Client) -> None:
    row = make.document("The mayor said it rained on 40 days.", title="Minutes of the council")
    make.claim(row)
    html = desk.get("/queue/").content.decode()
    for words in ("Ada Moreno", "Mayor", "Statistic", "Minutes of the council", "datetime="):
        assert words in html


def test_a_row_has_chain_main_kinds_worth_and_due_day_and_leaves_the_rest_to_the_pane(
    desk: Client,
) -> None:
    by = dt.date(2999, 12, 31)
    make.claim(
        kinds=(Kind.PROMISE, Kind.LAW, Kind.EVENT),
        reported_by="Ben Ito",
        details=Details(
            places=("Port Ellery",),
            due=Due(0, 7, "by 2999", by, "", ""),
        ),
    )
    html = desk.get("/queue/").content.decode()
    row, pane = html.split('id="pane"')
    for words in (
        "Promise, law or policy<",
        "Mayor, as reported by Ben Ito",
        "Due 31 Dec 2999",
        "Urgent to check",
    ):
        assert words in row
    assert "Port Ellery" not in row
    for words in ("Due 31 December 2999", "“by 2999”", "Port Ellery"):
        assert words in pane


def test_times_are_the_newsrooms(desk: Client) -> None:
    from claims.models import Newsroom

    Newsroom.objects.update(time_zone="Asia/Tokyo")
    make.claim()
    assert re.search(r'title="[^"]+ JST"', desk.get("/queue/").content.decode())


def test_filters(desk: Client, alice: User, bob: User) -> None:
    mine = make.checking(alice)
    bobs = make.checking(bob)
    fresh = make.claim(statement="Ferries doubled.", kinds=(Kind.PROMISE,), speakers=("Jo Ek",))
    document = fresh.occurrences.get().document_id
    claimant = fresh.claimants.get().pk

    def shown(query: str) -> set[int]:
        html = desk.get(f"/queue/?{query}").content.decode()
        return {int(number) for number in re.findall(r'id="row-(\d+)"', html)}

    assert shown("state=all") == {mine.pk, bobs.pk, fresh.pk}
    assert shown("state=checking") == {mine.pk, bobs.pk}
    assert shown("state=all&assignee=me") == {mine.pk}
    assert shown("state=all&assignee=nobody") == {fresh.pk}
    assert shown(f"state=all&assignee={bob.pk}") == {bobs.pk}
    assert shown("kind=promise") == {fresh.pk}
    assert shown(f"document={document}") == {fresh.pk}
    assert shown(f"claimant={claimant}") == {fresh.pk}
    assert shown("q=ferry") == {fresh.pk}
    assert shown("q=jo+ek") == {fresh.pk}


def test_what_is_filtered_is_said_in_words(desk: Client, alice: User) -> None:
    fresh = make.claim(speakers=("Jo Ek",))
    document = fresh.occurrences.get().document
    query = (
        f"state=parked&kind=law&assignee={alice.pk}&q=tax"
        f"&document={document.pk}&claimant={fresh.claimants.get().pk}"
    )
    html = desk.get(f"/queue/?{query}").content.decode()
    for words in ("parked claims", "Law or policy", "Alice Adler", "tax", document.title, "Jo Ek"):
        assert words in html
    assert "Show everything" in html


@pytest.mark.parametrize(
    "query",
    [
        "state=nonsense",
        "kind=nonsense&assignee=x&claimant=x&document=99999999999999999999",
        "after=x",
        "after=1_2_3",
        "after=99999999999999999999_1",
        "claim=x",
        "q=%00",
        "q=%22%28",
    ],
)
def test_nonsense_in_the_address_is_no_error(desk: Client, query: str) -> None:
    make.claim()
    assert desk.get(f"/queue/?{query}").status_code == 200


def test_pages_hold_every_claim_once_also_when_priorities_are_equal(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "SIZE", 3)
    document = make.document("One said 1. " + "Rain fell. " * 9)
    expected = {make.claim(document, score=score / 4).pk for score in (1, 1, 1, 1, 2, 2, 3, 3)}
    seen: list[int] = []
    address = "/queue/"
    while address:
        html = desk.get(address).content.decode()
        seen += [int(number) for number in re.findall(r'id="row-(\d+)"', html)]
        more = re.search(r'href="(/queue/\?[^"]*after=[^"]*)">Next page', html)
        address = more.group(1).replace("&amp;", "&") if more else ""
    assert len(seen) == len(set(seen)) == 8
    assert set(seen) == expected


def test_accepting_goes_on_with_the_next_claim(desk: Client, alice: User) -> None:
    first, second = make.claim(score=0.9), make.claim(score=0.8)
    html = desk.get("/queue/").content.decode()
    (then,) = set(re.findall(r'name="then" value="([^"]*claim=[^"]*)"', html))
    assert then == f"/queue/?claim={second.pk}"
    response = desk.post(f"/claims/{first.pk}/accept/", {"then": then}, follow=True)
    first.refresh_from_db()
    assert (first.state, first.assignee) == ("checking", alice)
    assert response.redirect_chain == [(then, 302)]
    html = response.content.decode()
    assert "you are checking it now" in html
    assert re.search(rf'row now" id="row-{second.pk}"', html)


def test_htmx_gets_the_part_and_others_the_page(desk: Client) -> None:
    make.claim()
    whole = desk.get("/queue/")
    part = desk.get("/queue/", headers=HTMX)
    assert "HX-Request" in whole["Vary"]
    assert "<html" in whole.content.decode()
    assert "<html" not in part.content.decode()
    assert part.content.decode().startswith('<div id="queue"')


def test_dismissing_in_the_queue_with_reason_and_note(desk: Client) -> None:
    row = make.claim()
    data = {"reason": "vague", "note": "No month given.", "then": "/queue/"}
    response = desk.post(f"/claims/{row.pk}/dismiss/", data, headers=HTMX)
    assert response["Location"] == "/queue/"
    row.refresh_from_db()
    assert (row.state, row.dismissal_reason) == ("dismissed", "vague")


def test_a_refused_decision_shows_the_claim_as_it_is_in_the_pane(desk: Client, bob: User) -> None:
    row = make.claim()
    triage.dismiss(Claim.objects.get(pk=row.pk), by=bob, reason="trivial")
    data = {"reason": "vague", "note": "No month given.", "then": "/queue/?kind=law"}
    response = desk.post(f"/claims/{row.pk}/dismiss/", data, headers=HTMX)
    html = response.content.decode()
    assert response.status_code == 409
    assert response["HX-Retarget"] == "#pane"
    assert "by Bob Brandt" in html
    assert "Dismissed" in html
    assert "No month given." in html
    assert "/queue/?kind=law" in html


def test_nobody_dismisses_unseen_what_a_colleague_began_to_check(desk: Client, bob: User) -> None:
    row = make.claim()
    seen = re.findall(r'name="seen" value="(\w+)"', desk.get("/queue/").content.decode())
    assert set(seen) == {"new"}
    triage.accept(row, by=bob)
    data = {"reason": "vague", "note": "No month given.", "seen": "new"}
    response = desk.post(f"/claims/{row.pk}/dismiss/", data, headers=HTMX)
    html = response.content.decode()
    assert response.status_code == 409
    assert "now “Checking”, by Bob Brandt" in html
    assert "No month given." in html
    assert set(re.findall(r'name="seen" value="(\w+)"', html)) == {"checking"}
    desk.post(f"/claims/{row.pk}/dismiss/", {**data, "seen": "checking"}, headers=HTMX)
    assert Claim.objects.get().state == "dismissed"


def test_only_our_own_pages_come_next(desk: Client) -> None:
    row = make.claim()
    response = desk.post(f"/claims/{row.pk}/accept/", {"then": "https://elsewhere.example/"})
    assert response["Location"] == f"/claims/{row.pk}/"


def test_an_empty_queue_says_what_to_do(desk: Client) -> None:
    html = desk.get("/queue/").content.decode()
    assert "The queue is clear" in html
    assert "/documents/new/" in html
    assert "Show everything" in desk.get("/queue/?state=parked").content.decode()


def test_hidden_documents_leave_the_queue_and_its_counts(desk: Client, dana: User) -> None:
    row = make.claim()
    intake.hide_document(row.occurrences.get().document, by=dana, reason="Private data.")
    html = desk.get("/queue/?state=all").content.decode()
    assert "No claims here" in html
    assert re.search(r"All</span> <b>0</b>", html)


def test_hostile_words_are_only_words(desk: Client) -> None:
    evil = "<script>alert(1)</script> & “5 > 4”"
    document = make.document(f"{evil} said the mayor. It rained.", title=f"T {evil}")
    make.claim(document, quote=evil, statement=evil, speakers=(f"S {evil}",), roles=(evil,))
    for address in ("/queue/", f"/queue/?q={evil}", f"/documents/{document.pk}/", "/documents/"):
        html = desk.get(address).content.decode()
        assert "<script>alert" not in html, address
        assert "&lt;script&gt;alert(1)" in html, address


def test_an_address_of_a_claim_that_is_gone_selects_no_other(desk: Client, dana: User) -> None:
    gone, other = make.claim(), make.claim()
    intake.hide_document(gone.occurrences.get().document, by=dana, reason="Private data.")
    html = desk.get(f"/queue/?claim={gone.pk}").content.decode()
    assert "This claim isn’t here any more" in html
    assert f'id="row-{other.pk}"' in html
    assert 'data-key="a"' not in html


def test_the_desk_does_without_a_cache_that_is_away(desk: Client, settings: Any) -> None:
    make.claim()
    away = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/1"}
    settings.CACHES = {**settings.CACHES, "default": away}
    assert desk.get("/queue/").status_code == 200
    assert desk.get("/live/?open=1&seen=1.0").status_code in (200, 204)
