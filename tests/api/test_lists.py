"""What the desk reads beside claims and documents, and every publication for everybody."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import Alert, Event, Publication, Source
from claims.pipeline import (
    alerts,
    corrections,
    editing,
    fetching,
    intake,
    keys,
    publication,
    triage,
    verdicts,
)
from tests import make, web_server
from tests.api.conftest import Api, problem
from tests.web_server import Web, sends

DESK = ("extractions", "occurrences", "claimants", "claims/-/verdicts", "sources", "events")


def rows(response) -> list[dict]:
    assert response.status_code == 200, response.content
    return response.json()["results"]


def ids(response) -> list[int]:
    return [row["id"] for row in rows(response)]


@pytest.mark.parametrize("path", [f"{name}/" for name in DESK])
def test_a_list_of_the_desk_needs_a_key_that_reads_it(public, alice, as_charlie, path):
    problem(public.get(path), 401)
    problem(Api(make.api_key(alice, "read_published", "act")).get(path), 403)
    problem(as_charlie.get(path), 403)
    assert Api(make.api_key(alice, "read_desk")).get(path).status_code == 200


def test_what_is_hidden_is_gone_from_every_list(as_alice, alice, bob, dana):
    out = make.published(alice, bob)
    (place,) = out.claim.occurrences.all()
    addresses = [
        f"extractions/{place.extraction_id}/",
        f"occurrences/{place.pk}/",
        f"claimants/{out.claim.claimants.get().pk}/",
        f"sources/{out.verdict.sources.get().pk}/",
        f"events/{out.claim.events.first().pk}/",
    ]
    for address in addresses:
        assert as_alice.get(address).status_code == 200, address
    intake.hide_document(place.document, by=dana, reason="Private data.")
    for address in addresses:
        problem(as_alice.get(address), 404)
    for name in DESK:
        assert rows(as_alice.get(f"{name}/")) == [], name


def test_a_list_costs_the_same_for_10_rows_and_for_50(as_alice, alice, bob):
    def costs() -> dict[str, int]:
        return {name: cost(f"{name}/?page_size=100") for name in (*DESK, "publications")}

    def cost(path: str) -> int:
        as_alice.get(path)
        with CaptureQueriesContext(connection) as queries:
            as_alice.get(path)
        return len(queries)

    for _ in range(2):
        make.corrected(make.published(alice, bob), bob)
    few = costs()
    for _ in range(5):
        make.corrected(make.published(alice, bob), bob)
    assert costs() == few
    assert max(few.values()) <= 13


def test_pages_of_every_list_hold_each_row_once(as_alice, alice, bob):
    make.corrected(make.published(alice, bob), bob)
    make.draft(alice, make.checking(alice, speakers=("Bo",), roles=("",)))
    for name in (*DESK, "publications"):
        link, seen = f"{name}/?page_size=1", []
        while link:
            page = as_alice.get(link)
            seen += ids(page)
            link = page.json()["next"]
        assert seen == sorted(ids(as_alice.get(f"{name}/?page_size=100")), reverse=True), name
        assert len(seen) == len(set(seen)) > 1, name


def test_extractions_are_chosen_by_document_and_state(as_alice):
    done, waiting = make.extracted(make.document()), make.document().extractions.get()
    assert ids(as_alice.get("extractions/", state="done")) == [done.pk]
    (row,) = rows(as_alice.get("extractions/", document=waiting.document_id))
    assert (row["id"], row["document"], row["state"]) == (
        waiting.pk,
        waiting.document_id,
        "queued",
    )


def test_occurrences_are_chosen_by_claim_and_document(as_alice):
    one, two = make.claim(), make.claim()
    place = one.occurrences.get()
    (row,) = rows(as_alice.get("occurrences/", claim=one.pk))
    assert (row["id"], row["claim"], row["quote"]) == (place.pk, one.pk, place.quote)
    document = two.occurrences.get().document_id
    assert [row["claim"] for row in rows(as_alice.get("occurrences/", document=document))] == [
        two.pk
    ]


def test_claimants_are_found_by_name_with_how_many_claims_are_theirs(as_alice, alice, bob):
    make.published(alice, bob)
    make.claim()
    make.claim(speakers=("Bo Lund",), roles=("",))
    (ada,) = rows(as_alice.get("claimants/", q="moreno"))
    assert (ada["name"], ada["claim_count"], ada["live_count"]) == ("Ada Moreno", 2, 1)
    (bo,) = rows(as_alice.get("claimants/", q="Bo"))
    assert (bo["claim_count"], bo["live_count"]) == (1, 0)


def test_verdicts_of_all_claims_are_chosen_by_state_and_author(as_alice, alice, bob):
    draft, waiting, approved = make.draft(alice), make.submitted(bob), make.approved(alice, bob)
    everywhere = "claims/-/verdicts/"
    assert ids(as_alice.get(everywhere)) == [approved.pk, waiting.pk, draft.pk]
    assert ids(as_alice.get(everywhere, state="submitted")) == [waiting.pk]
    assert ids(as_alice.get(everywhere, author="alice")) == [approved.pk, draft.pk]
    assert ids(as_alice.get(f"claims/{draft.claim_id}/verdicts/")) == [draft.pk]
    assert ids(as_alice.get(f"claims/{make.claim().pk}/verdicts/")) == []


def test_sources_are_chosen_by_what_they_are_and_what_became_of_them(as_alice, alice):
    verdict, other = make.draft(alice), make.draft(alice)
    source = verdict.sources.get()
    Source.objects.filter(pk=source.pk).update(stance="refutes")
    alerts.raise_(
        verdict.claim,
        kind=Alert.Kind.SOURCE_GONE,
        source=source,
        words="It is gone.",
        on=timezone.localdate(),
    )
    for parameters in (
        {"verdict": verdict.pk},
        {"claim": verdict.claim_id},
        {"stance": "refutes"},
        {"gone": "true"},
    ):
        (row,) = rows(as_alice.get("sources/", **parameters))
        assert (row["id"], row["claim"], row["verdict"]) == (
            source.pk,
            verdict.claim_id,
            verdict.pk,
        )
    assert ids(as_alice.get("sources/", gone="false")) == [other.sources.get().pk]
    assert len(ids(as_alice.get("sources/", kind="primary", fetch_state="waiting"))) == 2
    assert ids(as_alice.get("sources/", kind="media")) == []


def test_the_history_tells_who_did_what_and_with_which_key(as_alice, alice):
    claim = make.claim()
    as_alice.post(f"claims/{claim.pk}/dismiss/", {"reason": "vague"})
    (row,) = rows(as_alice.get("events/", claim=claim.pk, action="claim.dismissed"))
    assert row["by"] == {"username": "alice", "name": "Alice Adler"}
    assert row["api_key"] == "Test"
    assert (row["before"]["state"], row["after"]["state"]) == ("new", "dismissed")
    assert ids(as_alice.get("events/", by="alice")) == [row["id"]]
    document = claim.occurrences.get().document_id
    actions = {row["action"] for row in rows(as_alice.get("events/", document=document))}
    assert {"document.added", "extraction.queued"} <= actions
    problem(as_alice.get("events/", action="Dismissed"), 400)


def test_the_history_is_silent_about_accounts_and_keys(as_alice, alice, dana):
    keys.create_key(by=dana, owner=alice, name="CMS", scopes=["act"])
    event = Event.objects.get(action="api_key.created")
    assert ids(as_alice.get("events/")) == []
    problem(as_alice.get(f"events/{event.pk}/"), 404)


def test_who_follows_the_history_gets_it_in_its_order(as_alice, alice, time_machine):
    time_machine.move_to("2031-05-04T12:00:00Z", tick=False)
    claim = make.claim()
    time_machine.shift(dt.timedelta(hours=1))
    triage.accept(claim, by=alice)
    time_machine.shift(dt.timedelta(hours=1))
    triage.tag(claim, by=alice, add=["budget"])
    found = rows(as_alice.get("events/", updated_since="2031-05-04T13:00:00Z"))
    assert [row["action"] for row in found] == ["claim.accepted", "claim.tagged"]


def test_who_follows_verdicts_and_documents_gets_what_changed(
    as_alice, alice, bob, dana, time_machine
):
    time_machine.move_to("2031-05-04T12:00:00Z", tick=False)
    draft, submitted = make.draft(alice), make.submitted(alice)
    first, second = (make.document(by=alice) for _ in range(2))
    hidden = make.document(by=alice)
    time_machine.shift(dt.timedelta(hours=1))
    since = "2031-05-04T13:00:00Z"
    intake.set_embargo(second, by=bob, until=timezone.now() + dt.timedelta(days=1))
    time_machine.shift(dt.timedelta(hours=1))
    intake.set_embargo(first, by=bob, until=timezone.now() + dt.timedelta(days=1))
    intake.hide_document(hidden, by=dana, reason="Private data.")
    editing.edit(draft.claim, by=alice, statement="Clearer.", revision=1)
    sent_back = as_alice.post(
        f"claims/{submitted.claim_id}/verdicts/{submitted.pk}/send-back/", {"note": "Again."}
    )
    assert sent_back.status_code == 200
    assert ids(as_alice.get("claims/-/verdicts/", updated_since=since)) == [submitted.pk]
    page = as_alice.get("documents/", updated_since=since, page_size=1)
    assert ids(page) + ids(as_alice.get(page.json()["next"])) == [second.pk, first.pk]


class Follower:
    """Who follows verdicts and claims: how many rows of each have changed since it asked last."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.since = timezone.now()

    def changed(self) -> tuple[int, int]:
        since, self.since = self.since.isoformat(), timezone.now()
        lists = ("claims/-/verdicts/", "claims/")
        verdicts, claims = (len(ids(self.api.get(one, updated_since=since))) for one in lists)
        return verdicts, claims


BOTH, VERDICT, NEITHER = (1, 1), (1, 0), (0, 0)


def test_who_follows_verdicts_is_told_of_their_sources_and_replies(as_alice, alice):
    verdict, _ = make.draft(alice), make.draft(alice)
    here = f"claims/{verdict.claim_id}/verdicts/{verdict.pk}/"
    given = {
        "sources": {"title": "Register", "url": "https://a.example/"},
        "replies": {"whom": "X"},
    }
    changes = {"sources": {"title": "The register"}, "replies": {"whom": "The mayor"}}
    follower = Follower(as_alice)
    for part in given:
        part_of = as_alice.post(f"{here}{part}/", given[part]).json()[part][-1]
        assert follower.changed() == BOTH
        for told in (BOTH, NEITHER):
            one = f"{here}{part}/{part_of['id']}/"
            assert as_alice.patch(one, changes[part]).status_code == 200
            assert follower.changed() == told
        assert as_alice.delete(one).status_code == 204
        assert follower.changed() == BOTH


@pytest.fixture
def web() -> Iterator[Web]:
    with web_server.running() as server:
        server.pages["/permits"] = sends(b"<title>Permits</title><p>Homes completed: 250.</p>")
        yield Web(server)


def look(source: Source, web: Web) -> None:
    """Have a worker look at the page of the one source that is to be looked at."""
    Source.objects.filter(pk=source.pk).update(fetch_at=timezone.now())
    assert fetching.sweep() == 1
    source.refresh_from_db()
    taken = fetching.take_over(source.pk, source.fetch_at)
    assert taken
    fetching.look(taken, read=web.fetch)


def test_who_follows_verdicts_is_told_what_workers_find(as_alice, alice, bob, web):
    verdict = make.draft(alice)
    source = verdict.sources.get()
    Source.objects.update(url=web.url("/permits", host="city.example"), passage="", fetch_at=None)
    follower = Follower(as_alice)
    look(source, web)
    assert follower.changed() == BOTH
    # When it was looked at is told; that nothing is new is nothing to see for people.
    look(source, web)
    assert follower.changed() == VERDICT
    Source.objects.update(url=web.url("/nowhere", host="city.example"))
    look(source, web)
    assert follower.changed() == BOTH
    look(source, web)
    assert follower.changed() == NEITHER
    fetching.again(source, by=alice)
    assert follower.changed() == BOTH


def test_who_follows_verdicts_is_told_of_what_they_correct(as_bob, alice, bob):
    live = make.published(alice, bob)
    follower = Follower(as_bob)
    assert as_bob.post(f"claims/{live.claim_id}/correct/").status_code == 201
    assert follower.changed() == BOTH
    draft = live.claim.verdicts.latest("id")
    told = {"kind": "typo", "what": "A letter.", "why": "We misspelt it."}
    corrections.describe(draft, by=bob, **told)
    assert follower.changed() == VERDICT
    corrections.describe(draft, by=bob, **told)
    assert follower.changed() == NEITHER
    publication.retract(live, by=bob, reason="Wrong city.")
    # The old one's pages are left alone, and the new one corrects nothing any more.
    assert follower.changed() == (2, 1)


def test_who_follows_verdicts_is_told_of_a_correction_that_is_out(as_alice, alice, bob, carol):
    live = make.published(alice, bob)
    draft = corrections.begin(live, by=bob)
    editing.edit(live.claim, by=bob, statement="The city built homes.", revision=1)
    told = {name: getattr(draft, name) for name in corrections.COPIED}
    verdicts.save(draft, by=bob, revision=2, **told)
    corrections.describe(draft, by=bob, kind="verdict", what="The wording.", why="We misheard.")
    verdicts.submit(draft, by=bob)
    verdicts.approve(draft, by=carol)
    since = timezone.now().isoformat()
    publication.publish(draft, by=carol)
    found = rows(as_alice.get("claims/-/verdicts/", updated_since=since))
    assert [row["correction"]["at"] for row in found if row["id"] == draft.pk] != [None]
    assert {row["id"] for row in found} == {draft.pk, live.verdict_id}


def test_every_publication_is_there_for_everybody_with_what_was_put_right(public, alice, bob):
    first = make.published(alice, bob)
    second = make.corrected(first, bob, summary="The city’s own figures agree.")
    seen = rows(public.get("publications/", claim=first.claim_id, include="verdict"))
    assert [(row["number"], row["state"]) for row in seen] == [(2, "live"), (1, "superseded")]
    assert seen[0]["correction"]["what"] == "A letter."
    assert (seen[0]["correction"]["corrects"], seen[1]["correction"]) == (1, None)
    assert seen[0]["verdict"] == public.get(f"verdicts/{first.claim_id}/").json()
    assert seen[1]["verdict"]["summary"] != seen[0]["verdict"]["summary"]
    assert ids(public.get("publications/", state="live")) == [second.pk]
    assert "verdict" not in rows(public.get("publications/"))[0]
    assert public.get(f"publications/{first.pk}/").json() == seen[1]


def test_of_what_was_taken_back_readers_get_the_reason_and_no_more(public, alice, bob):
    first = make.published(alice, bob)
    second = make.corrected(first, bob)
    publication.retract(second, by=bob, reason="The register was wrong.")
    second.claim.refresh_from_db()
    triage.reopen(second.claim, by=alice)
    second.claim.refresh_from_db()
    third = publication.publish(make.approved(alice, bob, second.claim), by=bob)
    seen = {row["id"]: row for row in rows(public.get("publications/", include="verdict"))}
    assert seen[second.pk]["retraction_reason"] == "The register was wrong."
    assert seen[second.pk]["retracted_at"]
    assert (seen[first.pk]["verdict"], seen[second.pk]["verdict"]) == (None, None)
    assert seen[third.pk]["verdict"]["number"] == 3
    assert public.get(f"publications/{first.pk}/").json()["verdict"] is None


def test_nothing_that_is_not_published_is_among_the_publications(public, as_alice, alice, bob):
    out = make.published(alice, bob)
    corrections.begin(out, by=bob)
    make.approved(alice, bob)
    assert ids(public.get("publications/")) == [out.pk]
    problem(public.get("publications/?include=history"), 400)
    assert Publication.objects.count() == 1


def test_claims_of_words_that_the_engine_passed_over_are_made(as_alice, public):
    document = make.document("It rained. The bridge is safe.")
    body = {
        "document": document.pk,
        "quote": "The bridge is safe",
        "statement": "The bridge is safe.",
        "kind": "statement",
        "claimants": ["Bo Lund"],
    }
    response = as_alice.post("claims/", body)
    assert response.status_code == 201, response.content
    made = response.json()
    assert made["occurrences"][0]["start"] == 11
    assert response["Location"].endswith(f"/api/v1/claims/{made['id']}/")
    problem(as_alice.post("claims/", body), 409)
    assert "quote" in problem(as_alice.post("claims/", body | {"quote": "No."}), 400)["errors"]
    problem(public.post("claims/", body), 401)


def test_a_page_is_read_again_when_somebody_asks(as_alice, as_charlie, alice):
    verdict = make.draft(alice)
    source = verdict.sources.get()
    Source.objects.filter(pk=source.pk).update(
        fetch_state="failed", fetch_problem="It was away.", fetch_at=None
    )
    here = f"claims/{verdict.claim_id}/verdicts/{verdict.pk}/sources/{source.pk}/again/"
    problem(as_charlie.post(here), 403)
    (seen,) = as_alice.post(here).json()["sources"]
    assert (seen["fetch_state"], seen["fetch_problem"]) == ("waiting", "")
    problem(as_alice.post(here), 409)


def test_a_merge_is_taken_back_to_what_the_claim_was_before(as_alice):
    one, two = make.claim(), make.claim()
    as_alice.post(f"claims/{one.pk}/merge/", {"into": two.pk, "seen": "new"})
    back = as_alice.post(f"claims/{one.pk}/unmerge/").json()
    assert (back["state"], back["merged_into"]) == ("new", None)
    problem(as_alice.post(f"claims/{one.pk}/unmerge/"), 409)
