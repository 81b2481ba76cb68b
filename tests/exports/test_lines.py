"""The lines that are stored with publications, and how they are read."""

import contextlib
import datetime as dt
import json
import re
from importlib import import_module

import pgtrigger
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from claims.exports import lines, spreadsheets
from claims.exports.records import frozen, record
from claims.models import Claim, Correction, Newsroom, Publication
from claims.pipeline import publication
from tests import make
from tests.exports.streams import streamed

MIGRATION = import_module("claims.migrations.0009_stored_lines")


def read(newsroom: Newsroom) -> list[dict]:
    return list(lines.records(Publication.objects.live(), newsroom))


def test_what_is_stored_is_the_part_of_the_record_that_never_changes(published):
    for row in published:
        said = frozen(row.number, row.published_at, row.snapshot)
        assert json.loads(f"{{{row.line}}}") == said
        cells = spreadsheets.cells(said)
        assert row.csv_line == spreadsheets.line(cells[name] for name in spreadsheets.SAID)
        assert row.csv_more == spreadsheets.line(cells[name] for name in spreadsheets.MORE)


def test_records_have_their_fields_in_one_order(newsroom, published):
    (names,) = {tuple(row) for row in read(newsroom)}
    assert {tuple(record(row, newsroom)) for row in published} == {names}


def test_what_is_known_only_later_is_in_the_line_at_once(newsroom, alice, bob):
    live = make.published(alice, bob)
    newsroom.address = 'https://courier.example/0,"ä\\'
    day = dt.date(2026, 5, 4)
    later = {"stale": ["review", "source"], "promise_status": "kept", "review_by": day}
    Publication.objects.update(**later)
    live.refresh_from_db()
    assert read(newsroom) == [record(live, newsroom)]
    (row,) = read(newsroom)
    assert (row["stale"], row["is_stale"]) == (["review", "source"], True)
    assert (row["review_by"], row["promise_status"]) == ("2026-05-04", "kept")
    assert row["url"] == f'https://courier.example/0,"ä\\/fact-checks/{live.claim_id}/'
    _, line = lines.csv_lines(Publication.objects.live(), newsroom)
    first = spreadsheets.line([row["id"], row["url"]])
    known = f"kept,2026-05-04,review; source,{row['changed_at']},live"
    assert line.decode() == f"{first},{live.csv_line},{known},{live.csv_more}\r\n"


def test_times_have_microseconds_also_when_there_are_none(newsroom, alice, bob):
    make.published(alice, bob)
    noon = dt.datetime(2030, 5, 4, 12, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    Publication.objects.update(changed_at=noon)
    for row in (*read(newsroom), record(Publication.objects.get(), newsroom)):
        assert row["changed_at"] == "2030-05-04T10:00:00.000000Z"


def test_stored_lines_never_change_and_are_never_missing(alice, bob):
    live = make.published(alice, bob)
    for values in ({"line": '"number":2'}, {"csv_line": "2"}, {"csv_more": "2"}):
        with pytest.raises(DatabaseError, match="update"), transaction.atomic():
            Publication.objects.filter(pk=live.pk).update(**values)
    facts = {"verdict": live.verdict, "published_by": bob, "published_at": live.published_at}
    with pytest.raises(DatabaseError, match="lines_are_stored"), transaction.atomic():
        Publication.objects.create(claim=make.claim(), number=1, snapshot={}, **facts)


def test_no_page_drags_the_lines_along(alice, bob, newsroom):
    live = make.corrected(make.published(alice, bob), alice)
    with CaptureQueriesContext(connection) as queries:
        for rows in (
            Publication.objects.live().newest_first(),
            live.claim.publications.all(),
            live.verdict.publications.select_related("claim"),
            Claim.objects.prefetch_related("publications"),
            Correction.objects.out().select_related("corrects", "publication"),
            Correction.objects.out(),
        ):
            list(rows)
        live.refresh_from_db()
    assert len(queries) == 8
    assert not any('"line"' in query["sql"] for query in queries)
    with CaptureQueriesContext(connection) as queries:
        assert Publication.objects.live().get().line
    assert sum('"line"' in query["sql"] for query in queries) == 1


def test_one_statement_reads_publications_and_nothing_else(newsroom, published):
    with CaptureQueriesContext(connection) as queries, streamed() as statements:
        assert len(read(newsroom)) == len(published)
    (statement,) = statements
    assert re.findall(r"(?:FROM|JOIN) (\S+)", statement) == ["(SELECT", '"claims_publication"']
    assert len(queries) == 0


@pytest.mark.django_db(transaction=True)
def test_the_set_is_that_of_one_moment_and_who_stops_reading_leaves_the_connection_clean(
    newsroom, alice, bob
):
    live = make.published(alice, bob)
    make.publications_like(live, 200, explanation="x" * 20_000)
    reading = lines.records(Publication.objects.live(), newsroom)
    first = next(reading)
    with contextlib.closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute("UPDATE claims_publication SET promise_status = 'kept'")
    found = [first, *reading]
    assert (len(found), {row["promise_status"] for row in found}) == (201, {""})
    again = lines.lines(Publication.objects.live(), newsroom)
    next(again)
    again.close()
    assert len(read(newsroom)) == Publication.objects.count() == 201


def test_what_was_published_before_gets_the_lines_that_it_would_have_now(published, monkeypatch):
    monkeypatch.setattr(MIGRATION, "ROWS", 3)
    before = stored()
    with connection.cursor() as cursor, pgtrigger.ignore():
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE claims_publication DROP CONSTRAINT publication_lines_are_stored"
        )
        cursor.execute("UPDATE claims_publication SET line = '', csv_line = '', csv_more = ''")
    MIGRATION.store_lines(apps, None)
    after = stored()
    assert len(after) > len(published)
    for pk, (line, *others) in after.items():
        assert json.loads(f"{{{line}}}") == json.loads(f"{{{before[pk][0]}}}")
        assert others == [*before[pk][1:]]


def stored() -> dict[int, tuple]:
    rows = Publication.objects.defer(None)
    return {row.pk: (row.line, row.csv_line, row.csv_more, row.changed_at) for row in rows}


def test_a_corrected_verdicts_line_says_so(newsroom, alice, bob):
    new = make.corrected(make.published(alice, bob), alice)
    (row,) = read(newsroom)
    assert (row["number"], row["corrections"][0]["what"]) == (2, "A letter.")
    publication.retract(new, by=bob, reason="Wrong.")
    assert read(newsroom) == []
