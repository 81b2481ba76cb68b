"""Lists stay cheap however long they get, and lead from object to object."""

import datetime as dt

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims.admin.base import CappedPaginator, FactcheckAdmin
from claims.engine.candidate import Kind
from claims.engine.detail.details import Details, Due
from claims.models import (
    Alert,
    ApiKey,
    ArchivedCopy,
    Attempt,
    Claim,
    Claimant,
    Correction,
    Delivery,
    Document,
    Event,
    Export,
    Notification,
    PromiseStatus,
    Publication,
    Scale,
    Scope,
    Source,
    User,
    Verdict,
    Webhook,
)
from claims.pipeline import (
    alerts,
    corrections,
    exporting,
    merging,
    promises,
    replies,
    triage,
    verdicts,
    webhooks,
)
from tests import make
from tests.admin.pages import TABLES, list_of, page_of


@pytest.fixture
def first(alice, bob) -> Publication:
    """One row of every table at least."""
    make.api_key(alice, Scope.READ_DESK)
    exporting.ask(by=bob, format="csv")
    webhooks.add(by=bob, name="Website", url="https://cms.example/hook")
    claim = make.checking(alice, kinds=(Kind.PROMISE,))
    live = make.published(alice, bob, claim)
    triage.assign(make.claim(), by=bob, to=alice)
    live.verdict.sources.update(copy=archived(), fetch_state="kept")
    promises.rate(claim, by=bob, status="stalled", note="No vote yet.")
    alerts.raise_(claim, kind="review", words="Look again.", on=timezone.localdate())
    return make.corrected(live, alice)


def archived() -> ArchivedCopy:
    return ArchivedCopy.objects.create(
        url="https://city.example/permits",
        final_url="https://city.example/register",
        status=200,
        title="Register of permits in city homes",
        text="Homes completed, by year",
        sha256="a" * 64,
        warc=b"warc",
        fetched_at=timezone.now(),
    )


def fill(first: Publication, count: int) -> None:
    """Make `count` rows of every table, each of its own claim and its own person."""
    claims = make.claims_like(first.claim, count - Document.objects.count())
    people = User.objects.bulk_create(
        User(username=f"una{claim.pk}", first_name="Una", last_name=str(claim.pk))
        for claim in claims
    )
    Document.objects.filter(added_by=None).update(added_by=people[0])
    named = Claimant.objects.bulk_create(Claimant(name=f"Una {claim.pk}") for claim in claims)
    rows = list(zip(claims, people, named, strict=True))
    for claim, person, claimant in rows:
        claim.assignee = person
        claim.claimants.add(claimant)
    Claim.objects.bulk_update(claims, ["assignee"])
    verdicts = Verdict.objects.bulk_create(
        Verdict(
            claim=claim,
            revision=claim.revisions.get(),
            author=person,
            rating=first.verdict.rating,
            summary="So it is.",
        )
        for claim, person, _ in rows
    )
    Source.objects.bulk_create(
        Source(verdict=verdict, url="https://example.org", copy=archived(), fetch_state="kept")
        for verdict in verdicts
    )
    live = Publication.objects.bulk_create(
        Publication(
            claim=verdict.claim,
            verdict=verdict,
            number=1,
            snapshot={},
            line="-",
            csv_line="-",
            csv_more="-",
            published_by=verdict.author,
            published_at=first.published_at,
        )
        for verdict in verdicts
    )
    Correction.objects.bulk_create(
        Correction(claim=row.claim, corrects=row, verdict=row.verdict, kind="facts", by=person)
        for row, (_, person, _) in zip(live, rows, strict=True)
    )
    Alert.objects.bulk_create(
        Alert(claim=claim, kind="review", words="Look again.", on=timezone.localdate())
        for claim in claims
    )
    PromiseStatus.objects.bulk_create(
        PromiseStatus(claim=claim, status="stalled", on=timezone.localdate(), note="So.", by=person)
        for claim, person, _ in rows
    )
    Notification.objects.bulk_create(
        Notification(user=person, kind="assigned", claim=claim, in_page=True, by_mail=False)
        for claim, person, _ in rows
    )
    Scale.objects.bulk_create(Scale(name=f"Scale {claim.pk}") for claim in claims)
    keys = ApiKey.objects.bulk_create(
        ApiKey(
            name="Una",
            owner=person,
            prefix="fck_",
            sha256=ApiKey.digest(person.username),
            scopes=[Scope.READ_DESK],
        )
        for person in people
    )
    Event.objects.bulk_create(
        Event(
            action="claim.extracted",
            object_type="claim",
            object_id=claim.pk,
            claim=claim,
            by=key.owner,
            api_key=key,
        )
        for claim, key in zip(claims, keys, strict=True)
    )
    hooks = Webhook.objects.bulk_create(
        Webhook(name=claim.pk, url=f"https://cms.example/{claim.pk}") for claim in claims
    )
    event = Event.objects.earliest("id")
    told = Delivery.objects.bulk_create(
        Delivery(webhook=hook, event=event, claim=claim, type="publication.published", payload="{}")
        for hook, claim in zip(hooks, claims, strict=True)
    )
    Export.objects.bulk_create(
        Export(asked_by=person, format="csv", file_name="verdicts.csv") for person in people
    )
    Attempt.objects.bulk_create(
        Attempt(delivery=row, at=timezone.now(), status=500) for row in told
    )


def test_no_list_asks_more_questions_for_100_rows_than_for_10(admin_door, first, monkeypatch):
    monkeypatch.setattr(FactcheckAdmin, "list_per_page", 20)

    def questions(table: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert admin_door.get(list_of(table)).status_code == 200
        return len(asked)

    fill(first, 10)
    few = {table: questions(table) for table in TABLES}
    fill(first, 100)
    many = {table: questions(table) for table in TABLES}
    assert many == few
    assert max(few.values()) <= 16


def test_long_texts_stay_in_the_database_when_a_list_is_shown(admin_door, first):
    with CaptureQueriesContext(connection) as asked:
        for table in TABLES:
            admin_door.get(list_of(table))
    read = " ".join(query["sql"] for query in asked if "LIMIT" in query["sql"])
    for column in (
        'claims_document"."text"',
        'claims_verdict"."explanation"',
        'claims_publication"."snapshot"',
        'claims_claim"."search"',
        'claims_archivedcopy"."text"',
        'claims_archivedcopy"."warc"',
        'claims_delivery"."payload"',
    ):
        assert column not in read


def test_every_list_can_be_searched(admin_door, first):
    for table in TABLES:
        page = admin_door.get(list_of(table), {"q": "city homes"})
        assert page.status_code == 200
        assert page.context["cl"].search_fields


def test_searching_claims_finds_the_statement_the_quote_and_the_claimant(admin_door):
    found = make.claim(statement="Rents fell.", speakers=("Ada Moreno",))
    make.claim(make.document("The sea rose by a metre, said Ben. It did."), speakers=("Ben",))
    for words in ("rents", "mayor built", "moreno"):
        page = admin_door.get(list_of("claim"), {"q": words})
        assert list(page.context["cl"].result_list) == [found], words


def test_a_list_counts_no_further_than_anybody_pages():
    class Rows:
        def __init__(self, length):
            self.length = length

        def order_by(self):
            return self

        def __getitem__(self, part):
            return Rows(min(self.length, part.stop))

        def count(self):
            return self.length

    assert CappedPaginator(Rows(1_000_000), 50).count == 10_000
    assert CappedPaginator(Rows(1_000_000), 50).is_capped
    assert CappedPaginator(Rows(70), 50).count == 70


def test_a_row_says_so_when_there_are_more_than_are_counted(admin_door, monkeypatch):
    for _ in range(3):
        make.document()
    monkeypatch.setattr(CappedPaginator, "CAP", 2)
    assert "more than 2" in " ".join(admin_door.get(list_of("document")).content.decode().split())


def test_every_page_of_an_object_opens(admin_door, first):
    for table in TABLES:
        row = apps.get_model("claims", table).objects.first()
        assert admin_door.get(page_of(row)).status_code == 200


def test_a_claims_page_leads_to_its_document_verdict_publication_history_and_desk_page(
    admin_door, alice, bob
):
    publication = make.published(alice, bob)
    claim = publication.claim
    page = admin_door.get(page_of(claim)).content.decode()
    assert page_of(claim.occurrences.get().document) in page
    assert page_of(publication.verdict) in page
    assert page_of(publication) in page
    assert reverse("admin:claims_claim_history", args=[claim.pk]) in page
    desk = reverse("admin:view_on_site", args=[_content_type(claim), claim.pk])
    assert desk in page
    assert admin_door.get(desk).url.endswith(claim.get_absolute_url())


def test_a_claims_page_shows_what_the_engine_read_and_lets_nobody_change_it(admin_door):
    due = Due(0, 7, "by 2031", dt.date(2031, 12, 31), "", "")
    claim = make.claim(
        kinds=(Kind.PROMISE,),
        roles=("former mayor",),
        details=Details(places=("Port Ellery",), due=due),
    )
    html = admin_door.get(page_of(claim)).content.decode()
    for words in ("Port Ellery", "by 2031", "Dec. 31, 2031", "former mayor"):
        assert words in html
    assert 'name="details"' not in html
    assert 'name="due_on"' not in html


def test_a_claims_page_leads_to_its_corrections_promises_and_what_came_back(admin_door, first):
    claim = first.claim
    page = admin_door.get(page_of(claim)).content.decode()
    alert, status = claim.alerts.first(), claim.promise_statuses.get()
    for row in (first, claim.corrections.get(), alert, status):
        assert page_of(row) in page
    for row in (alert, status, claim.corrections.get()):
        assert page_of(claim) in admin_door.get(page_of(row)).content.decode()


def test_a_verdicts_page_shows_who_signed_it_off_and_who_was_asked(admin_door, alice, bob):
    verdict = make.draft(alice)
    replies.ask(verdict, by=alice, whom="The mayor’s office", answer="The tower counts.")
    verdicts.submit(verdict, by=alice)
    verdicts.approve(verdict, by=bob)
    page = admin_door.get(page_of(verdict)).content.decode()
    assert "The mayor’s office" in page
    assert "The tower counts." in page
    assert verdict.approvals.get().by == bob
    assert 'name="replies-0-answer"' not in page


def test_a_sources_page_tells_what_was_found_there_and_leads_to_the_copy(admin_door, first):
    source = Source.objects.exclude(copy=None).first()
    page = admin_door.get(page_of(source)).content.decode()
    assert page_of(source.copy) in page
    assert "A copy is kept" in page
    with CaptureQueriesContext(connection) as asked:
        copy = admin_door.get(page_of(source.copy)).content.decode()
    assert "Homes completed, by year" in copy
    assert not any('"warc"' in query["sql"] for query in asked)


def test_a_dropped_verdict_is_listed_as_such(admin_door, alice):
    verdicts.drop(make.draft(alice), by=alice)
    assert "Given up" in admin_door.get(list_of("verdict")).content.decode()


def test_what_came_back_and_what_is_corrected_is_filtered_by_whether_it_is_done(
    admin_door, first, alice
):
    def ids(table: str, **filters: str) -> list[int]:
        page = admin_door.get(list_of(table), filters)
        return [row.pk for row in page.context["cl"].result_list]

    claim = first.claim
    (closed,) = claim.alerts.all()
    raised = alerts.raise_(claim, kind="review", words="Once more.", on=timezone.localdate())
    assert ids("alert", open="yes") == [raised.pk]
    assert ids("alert", open="no") == [closed.pk]
    assert ids("publication", stale="yes") == [first.pk]
    assert first.pk not in ids("publication", stale="no")
    out = claim.corrections.get()
    draft = corrections.begin(first, by=alice)
    assert ids("correction", out="yes") == [out.pk]
    assert ids("correction", out="no") == [draft.correction.pk]


def test_the_overview_counts_what_came_back_and_what_was_put_right(admin_door, first):
    alerts.raise_(first.claim, kind="due", words="It fell due.", on=timezone.localdate())
    alerts.raise_(first.claim, kind="review", words="Look again.", on=timezone.localdate())
    page = admin_door.get(reverse("admin:index"))
    numbers = {number.label: number for number in page.context["counts"]["attention"]}
    for label in (
        "Claims that came back",
        "Live publications that want another look",
        "Corrections this month",
    ):
        assert numbers[label].count == 1, label
        found = admin_door.get(numbers[label].url).context["cl"].result_list
        assert len(found) == (2 if label == "Claims that came back" else 1)


def test_the_history_of_a_claim_is_its_events(admin_door, alice):
    claim, other = make.checking(alice), make.checking(alice)
    history = reverse("admin:claims_claim_history", args=[claim.pk])
    page = admin_door.get(history, follow=True)
    assert {event.claim_id for event in page.context["cl"].result_list} == {claim.pk}
    assert other.pk != claim.pk


def test_the_text_of_a_document_is_shown_from_its_beginning(admin_door):
    row = make.document("It said so. " + "The city built homes. " * 300)
    page = admin_door.get(page_of(row)).content.decode()
    assert "It said so." in page
    assert f"({row.characters:,} characters in all)" in page


def test_what_people_wrote_runs_no_script(admin_door):
    make.claim(make.document("<script>alert(1)</script> he said. So.", title="<b>x</b>"))
    for table in ("document", "claim", "occurrence", "event", "extraction"):
        page = admin_door.get(list_of(table)).content.decode()
        assert "<script>alert" not in page
        assert "<b>x</b>" not in page


def _content_type(row):
    return ContentType.objects.get_for_model(row).pk


def test_a_claim_leads_to_the_one_that_it_was_merged_into_or_split_from(admin_door, alice):
    one, into = make.claim(), make.claim()
    triage.tag(one, by=alice, add=["budget"])
    assert "Other claims" not in admin_door.get(page_of(one)).content.decode()
    merging.merge(one, into=into, by=alice, seen="new")
    page = admin_door.get(page_of(one)).content.decode()
    assert page_of(into) in page
    assert "budget" in page
