"""The page of exports: asking for one, watching it, taking it, removing it."""

import pytest
from django.test import Client
from django.utils import timezone

from claims.exports import links
from claims.exports.formats import FORMATS
from claims.models import Export, Publication, User
from claims.pipeline import exporting
from tests import make
from tests.desk.conftest import Enter
from tests.desk.test_query_counts import growing

HX = {"HX-Request": "true"}


@pytest.fixture
def live(transactional_db: None, alice: User, bob: User) -> Publication:
    return make.published(alice, bob)


def html(client: Client, address: str = "/exports/") -> str:
    return client.get(address).content.decode()


def test_the_page_offers_every_format_and_its_stream(
    live: Publication, alice: User, enter: Enter, client: Client
) -> None:
    page = html(enter(alice))
    for name in FORMATS:
        stream = f"/api/v1/verdicts/export/?format={name}"
        assert f'value="{name}"' in page
        assert f'href="{stream}"' in page
        assert client.get(stream).status_code == 200
    assert 'value="archive"' in page
    assert "1 fact-check today" in page
    assert "Nothing yet" in page


def test_an_export_is_asked_for_with_filters_in_words(
    live: Publication, alice: User, enter: Enter
) -> None:
    client = enter(alice)
    ada = live.snapshot["claimants"][0]["id"]
    asked = {
        "format": "csv",
        "compression": "gzip",
        "q": "homes",
        "claimant_id": ada,
        "rating": "Mostly true",
        "kind": "statistic",
        "corrected": "false",
        "published_from": "2026-01-31",
    }
    response = client.post("/exports/", asked)
    export = Export.objects.get()
    assert response["Location"] == f"/exports/#export-{export.pk}"
    assert export.asked_by == alice
    assert export.selection == {
        "q": "homes",
        "claimant_id": str(ada),
        "rating": "Mostly true",
        "kind": "statistic",
        "corrected": "false",
        "published_from": "2026-01-31",
    }
    page = html(client)
    for words in (
        "Words: “homes”",
        "Who said it: Ada Moreno",
        "Rating: Mostly true",
        "Corrections: Never corrected",
        "Published from: 31 January 2026",
        "Waiting for a worker",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"format": ""}, "Choose a format."),
        ({"format": "docx"}, "is not one of the available choices"),
        ({"format": "csv", "published_to": "tomorrow"}, "Enter a valid date."),
        ({"format": "archive", "q": "homes"}, "so choose nothing"),
        ({"format": "archive", "compression": "gzip"}, "compressed already"),
    ],
)
def test_what_cannot_be_written_is_refused_in_words(
    live: Publication, alice: User, enter: Enter, asked: dict[str, str], words: str
) -> None:
    response = enter(alice).post("/exports/", asked)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Export.objects.exists()


def test_a_fourth_one_at_a_time_is_refused_in_words(
    live: Publication, alice: User, enter: Enter
) -> None:
    for _ in range(3):
        exporting.ask(by=alice, format="csv")
    response = enter(alice).post("/exports/", {"format": "csv"})
    assert response.status_code == 409
    assert "3 exports under way" in response.content.decode()


def test_the_list_asks_again_only_while_one_is_under_way_and_gets_what_is_new(
    live: Publication, alice: User, enter: Enter
) -> None:
    client = enter(alice)
    assert "every 1s" not in html(client)
    export = exporting.ask(by=alice, format="csv")
    page = html(client)
    address = page.split('id="exports"')[1].split('hx-get="')[1].split('"')[0]
    assert client.get(address, headers=HX).status_code == 204
    Export.objects.filter(pk=export.pk).update(
        state="running", lease_until=timezone.now(), rows_done=40, rows_total=160, bytes=2048
    )
    part = client.get(address, headers=HX).content.decode()
    assert part.lstrip().startswith('<section id="exports"')
    assert "40 of 160 fact-checks" in part
    assert 'value="25"' in part
    assert "<form class" not in part


def test_an_attempt_that_fails_at_once_is_told_and_the_next_one_shows_its_progress(
    live: Publication, alice: User, enter: Enter
) -> None:
    client = enter(alice)
    export = exporting.ask(by=alice, format="csv")
    address = html(client).split('id="exports"')[1].split('hx-get="')[1].split('"')[0]
    exporting.give_up(exporting.take_over(export.pk), ValueError("no luck"))
    assert "no luck" in client.get(address, headers=HX).content.decode()
    assert exporting.take_over(export.pk)
    assert "no luck" not in client.get(address, headers=HX).content.decode()


def test_one_that_is_done_has_its_link_its_length_and_its_checksum(
    live: Publication, alice: User, enter: Enter
) -> None:
    export = exporting.ask(by=alice, format="ndjson")
    taken = exporting.take_over(export.pk)
    assert taken
    exporting.run(taken)
    export.refresh_from_db()
    page = html(enter(alice))
    assert f'href="{links.path(export)}"' in page
    assert f"http://127.0.0.1:8000{links.path(export)}" in page
    assert export.sha256 in page
    assert "every 1s" not in page


def test_one_that_failed_says_why(live: Publication, alice: User, enter: Enter) -> None:
    taken = exporting.take_over(exporting.ask(by=alice, format="ndjson").pk)
    assert taken
    exporting.give_up(taken, exporting.NoRoom(), final=True)
    assert "not enough room on the disk" in html(enter(alice))


def test_a_person_removes_their_own_and_sees_no_others(
    live: Publication, alice: User, bob: User, enter: Enter
) -> None:
    mine, theirs = exporting.ask(by=alice, format="csv"), exporting.ask(by=bob, format="json")
    client = enter(alice)
    page = html(client)
    assert f'id="export-{mine.pk}"' in page
    assert f'id="export-{theirs.pk}"' not in page
    assert client.post(f"/exports/{theirs.pk}/remove/").status_code == 404
    assert client.post(f"/exports/{mine.pk}/remove/")["Location"] == "/exports/"
    assert f'id="export-{mine.pk}"' not in html(client)
    assert client.post(f"/exports/{mine.pk}/remove/").status_code == 404


def test_reporters_and_up_find_it_in_their_menu_and_nobody_else_enters(
    live: Publication, alice: User, charlie: User, enter: Enter, client: Client
) -> None:
    assert '<a href="/exports/">Exports</a>' in html(enter(alice), "/documents/")
    assert enter(charlie).get("/exports/").status_code == 403
    assert enter(charlie).post("/exports/", {"format": "csv"}).status_code == 403
    assert client.get("/exports/")["Location"] == "/login/?next=/exports/"
    assert client.post("/exports/1/remove/").status_code == 302


def test_the_list_takes_the_same_queries_for_many(
    live: Publication, alice: User, enter: Enter
) -> None:
    def rows(number: int) -> None:
        Export.objects.bulk_create(
            Export(
                asked_by=alice,
                format="csv",
                file_name="verdicts.csv",
                selection={"claimant_id": str(live.snapshot["claimants"][0]["id"])},
            )
            for _ in range(number)
        )

    assert growing(rows, enter(alice), "/exports/") <= 14
