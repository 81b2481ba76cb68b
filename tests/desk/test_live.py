"""What a page is told of what others do meanwhile."""

import json
import re
from urllib.parse import urlencode

import pytest
from django.test import Client

from claims.desk.live import stamp
from claims.models import Claim, Extraction, User
from claims.pipeline import intake, triage
from tests import make
from tests.desk.conftest import Enter


@pytest.fixture
def desk(alice: User, enter: Enter) -> Client:
    return enter(alice)


def seen(*rows: Claim) -> str:
    for row in rows:
        row.refresh_from_db()
    return "-".join(f"{row.pk}.{stamp(row.updated_at)}" for row in rows)


def ask(client: Client, **query: object) -> tuple[int, str, dict[str, dict[str, str]]]:
    response = client.get(f"/live/?{urlencode(query)}", headers={"HX-Request": "true"})
    happened = json.loads(response.get("HX-Trigger", "{}"))
    return response.status_code, response.content.decode(), happened


def test_nothing_new_is_an_empty_answer(desk: Client) -> None:
    row = make.claim()
    assert ask(desk, seen=seen(row), query="", newest=row.pk, reading="")[0] == 200
    # The first answer told that a worker is reading; what the page says now is known.
    progress = re.search(r'data-version="([^"]*)"', desk.get("/queue/").content.decode())
    assert progress
    status, html, _ = ask(
        desk, seen=seen(row), query="", newest=row.pk, open=row.pk, reading=progress[1]
    )
    assert (status, html) == (204, "")


def test_a_row_that_changed_comes_as_it_is_now(desk: Client, bob: User) -> None:
    row, other = make.claim(), make.claim()
    before = seen(row, other)
    triage.accept(row, by=bob)
    _, html, happened = ask(desk, seen=before, query="")
    assert re.findall(r'id="row-(\d+)"[^>]*hx-swap-oob="true"', html) == [str(row.pk)]
    assert "Checking" in html
    assert happened == {}


def test_the_open_claim_is_told_with_who_did_what(desk: Client, bob: User) -> None:
    row = make.claim()
    before = seen(row)
    triage.dismiss(row, by=bob, reason="trivial")
    _, html, happened = ask(desk, seen=before, open=row.pk)
    assert happened["claim-moved"]["words"] == "Bob Brandt dismissed the claim."
    assert f"{row.pk}.{happened['claim-moved']['at']}" == seen(row)
    assert "row-" not in html


def test_a_verdict_that_somebody_begins_is_told(desk: Client, bob: User) -> None:
    row = make.checking(bob)
    before = seen(row)
    make.draft(bob, row)
    _, _, happened = ask(desk, seen=before, open=row.pk)
    assert "Bob Brandt" in happened["claim-moved"]["words"]


def test_new_claims_are_counted_only_if_the_filters_would_show_them(desk: Client) -> None:
    first = make.claim()
    state = {"seen": seen(first), "newest": first.pk}
    make.claim()
    make.claim()
    assert "2 new claims, show" in ask(desk, **state, query="")[1]
    assert ask(desk, **state, query="", fresh="2")[0] == 204
    assert ask(desk, **state, query="?state=parked")[0] == 204


def test_many_new_claims_are_a_reason_to_look_and_no_statistic(desk: Client) -> None:
    first = make.claim()
    make.claims_like(first, 120)
    html = ask(desk, seen=seen(first), newest=first.pk, query="")[1]
    assert "99+ new claims, show" in html


def test_two_who_have_a_claim_open_are_told_of_each_other(
    desk: Client, bob: User, enter: Enter
) -> None:
    row = make.claim()
    ask(enter(bob), seen=seen(row), open=row.pk)
    _, html, _ = ask(desk, seen=seen(row), open=row.pk)
    assert "Bob Brandt has this open" in html
    assert ask(desk, seen=seen(row), open=row.pk, who=bob.pk)[0] == 204
    assert "Alice Adler has this open" in ask(enter(bob), seen=seen(row), open=row.pk)[1]
    assert "Bob Brandt has this open" in desk.get(f"/queue/?claim={row.pk}").content.decode()


def test_a_text_that_is_being_read_shows_how_far_it_is(desk: Client) -> None:
    document = make.document(title="The budget speech")
    html = ask(desk, query="", reading="")[1]
    assert "The budget speech" in html
    Extraction.objects.filter(document=document).update(sentences_total=10, sentences_done=4)
    html = ask(desk, query="", reading="old")[1]
    assert 'value="40"' in html


def test_hidden_claims_are_gone(desk: Client, dana: User) -> None:
    row = make.claim()
    before = seen(row)
    triage.accept(row, by=dana)
    intake.hide_document(row.occurrences.get().document, by=dana, reason="Private data.")
    assert f"row-{row.pk}" not in ask(desk, seen=before, query="")[1]
    assert ask(desk, seen=before, open=row.pk) == (204, "", {})


@pytest.mark.parametrize(
    "query",
    [
        "seen=x.y-1-.-%00",
        "seen=99999999999999999999.a",
        "open=x&who=%00",
        "query=state%3Dnonsense&newest=x",
        "query=%22%3E%3Cscript%3E&newest=1",
        "open=99999",
    ],
)
def test_nonsense_is_no_error(desk: Client, query: str) -> None:
    make.claim()
    assert desk.get(f"/live/?{query}").status_code in (200, 204)


def test_strangers_are_told_nothing(charlie: User, enter: Enter, client: Client) -> None:
    assert client.get("/live/").status_code == 302
    assert enter(charlie).get("/live/").status_code == 403
