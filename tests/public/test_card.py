"""The card on other people's pages: always the verdict of now, framed by anybody, and harmless."""

import re

import pytest
from django.test import Client

from claims.models import Alert, User
from claims.pipeline import publication
from claims.public import embedding
from tests import make
from tests.public import rows
from tests.public.conftest import Enter, Rows


def card(client: Client, claim: int, status: int = 200) -> str:
    response = client.get(f"/fact-checks/{claim}/card/")
    assert response.status_code == status
    return response.content.decode()


def test_a_card_says_what_was_found_of_whose_claim(newsroom: Rows, client: Client) -> None:
    check = newsroom.live.snapshot
    html = card(client, newsroom.live.claim_id)
    for words in (check["statement"], check["summary"], "Ada Moreno", "Mostly true", "tone-mostly"):
        assert words in html, words
    assert f'href="http://127.0.0.1:8000/fact-checks/{newsroom.live.claim_id}/"' in html
    assert "Corrected" not in html
    assert "another look" not in html


def test_a_card_is_always_that_of_now(client: Client, alice: User, bob: User) -> None:
    row = make.published(alice, bob)
    known = client.get(f"/fact-checks/{row.claim_id}/card/")["ETag"]
    row = rows.rerated(row, by=bob)
    rows.lose_source(row)
    html = card(client, row.claim_id)
    (word,) = re.findall(r'<p class="word".*?</p>', html, re.DOTALL)
    assert "False" in word
    assert "It was one tower, not two." in html
    assert "A source of this can’t be read any more" in html
    again = client.get(f"/fact-checks/{row.claim_id}/card/", HTTP_IF_NONE_MATCH=known)
    assert again.status_code == 200
    known = again["ETag"]
    again = client.get(f"/fact-checks/{row.claim_id}/card/", HTTP_IF_NONE_MATCH=known)
    assert again.status_code == 304


def test_a_card_that_has_not_changed_may_still_be_framed(newsroom: Rows, client: Client) -> None:
    """Browsers replace what they know of a page's headers by those of the last answer."""
    address = f"/fact-checks/{newsroom.live.claim_id}/card/"
    first = client.get(address)
    again = client.get(address, HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 304
    for name in ("Content-Security-Policy", "Cache-Control", "ETag"):
        assert again[name] == first[name], name
    assert "frame-ancestors *" in again["Content-Security-Policy"]
    assert "X-Frame-Options" not in again


def test_a_card_says_why_the_fact_check_was_retracted_and_no_verdict(
    client: Client, alice: User, bob: User
) -> None:
    row = make.published(alice, bob)
    publication.retract(row, by=bob, reason="We mixed up two years.")
    html = card(client, row.claim_id, 410)
    assert "This fact-check was retracted" in html
    assert "We mixed up two years." in html
    assert "Mostly true" not in html
    assert row.snapshot["summary"] not in html


def test_a_verdict_that_waits_for_another_look_is_called_old(
    client: Client, alice: User, bob: User
) -> None:
    row = make.published(alice, bob)
    type(row).objects.filter(pk=row.pk).update(stale=[Alert.Kind.REVIEW])
    assert "This may be out of date" in card(client, row.claim_id)


def test_promises_and_verdicts_in_a_sentence_have_cards(
    client: Client, alice: User, bob: User
) -> None:
    promise = rows.promise(alice, bob)
    rows.rate(promise, "stalled", by=bob)
    assert "Stalled" in card(client, promise.claim_id)
    sentence = rows.in_a_sentence(alice, bob)
    html = card(client, sentence.claim_id)
    assert "It built half of them." in html
    assert "Our verdict" not in html


def test_anybody_may_frame_a_card_and_nothing_else(
    newsroom: Rows, client: Client, enter: Enter, bob: User
) -> None:
    live = newsroom.live.claim_id
    gone = newsroom.retracted.claim_id
    for claim in (live, gone):
        response = client.get(f"/fact-checks/{claim}/card/")
        policy = response["Content-Security-Policy"]
        assert "frame-ancestors *" in policy
        assert "default-src 'none'" in policy
        assert "X-Frame-Options" not in response
        assert response["Cache-Control"] == "public, max-age=60"
        assert "Cookie" not in response.get("Vary", "")
    for address in (
        *(f"/fact-checks/{live}/", f"/fact-checks/{gone}/", f"/fact-checks/{live}/versions/"),
        *("/fact-checks/", "/promises/", "/corrections/", "/methodology/"),
        *("/queue/", f"/claims/{live}/", "/login/", "/fact-checks/999999/card/", "/oembed?url=x"),
        *("/admin/", "/api/docs/", "/fact-checks/feed/"),
    ):
        response = enter(bob).get(address)
        assert "frame-ancestors 'none'" in response["Content-Security-Policy"], address
        assert response["X-Frame-Options"] == "DENY", address


def test_a_card_is_the_same_for_everybody(newsroom: Rows, enter: Enter, bob: User) -> None:
    response = enter(bob).get(f"/fact-checks/{newsroom.live.claim_id}/card/")
    assert not response.cookies
    assert response.content.decode() == card(Client(), newsroom.live.claim_id)


def test_what_was_never_published_has_no_card(newsroom: Rows, client: Client) -> None:
    for claim in (newsroom.new.pk, newsroom.approved.claim_id, 999999, 10**25):
        assert client.get(f"/fact-checks/{claim}/card/").status_code == 404, claim


def test_long_words_are_cut_and_hostile_ones_are_words(
    client: Client, alice: User, bob: User
) -> None:
    said = "<script>alert(1)</script>" + "word " * 200
    (row,) = make.publications_like(make.published(alice, bob), 1, statement=said, summary=said)
    html = card(client, row.claim_id)
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert html.count("word") < 200
    assert embedding.height(row, 300) > embedding.height(row, 700)


def test_readers_and_the_desk_are_given_the_code_of_what_is_live(
    newsroom: Rows, client: Client, enter: Enter, bob: User
) -> None:
    live, gone = newsroom.live.claim_id, newsroom.retracted.claim_id
    src = f"&lt;iframe src=&quot;http://127.0.0.1:8000/fact-checks/{live}/card/&quot;"
    for reader, address in ((client, f"/fact-checks/{live}/"), (enter(bob), f"/claims/{live}/")):
        html = reader.get(address).content.decode()
        assert html.count(src) == 1, address
    for reader, address in ((client, f"/fact-checks/{gone}/"), (enter(bob), f"/claims/{gone}/")):
        assert "&lt;iframe" not in reader.get(address).content.decode(), address


@pytest.mark.parametrize("number", [0, 1])
def test_a_card_takes_few_queries(
    newsroom: Rows, client: Client, number: int, django_assert_max_num_queries
) -> None:
    claim = (newsroom.live, newsroom.retracted)[number].claim_id
    with django_assert_max_num_queries(2):
        client.get(f"/fact-checks/{claim}/card/")
