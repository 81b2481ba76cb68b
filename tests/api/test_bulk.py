"""The published set in one answer: its forms, their compression, and who has it already."""

import csv
import datetime as dt
import gzip
import io
import json

import pyarrow
import pytest
from django.utils import timezone
from pyarrow import parquet

from claims.exports.formats import FORMATS
from claims.models import Newsroom, Publication
from tests import make
from tests.api.conftest import Api, content, problem
from tests.exports.streams import streamed

ADDRESSES = ("verdicts/", "verdicts/export/")


@pytest.fixture
def out(alice, bob) -> list[Publication]:
    """Two verdicts, the newest first; only one is by Bo."""
    ada = make.published(alice, bob)
    return [make.published(alice, bob, make.checking(alice, speakers=("Bo",), roles=("",))), ada]


def ids(raw: bytes, form: str) -> list[int]:
    """The claims in an export."""
    if form == "json":
        return [row["id"] for row in json.loads(raw)]
    if form == "ndjson":
        return [json.loads(line)["id"] for line in raw.splitlines()]
    if form == "csv":
        rows = csv.DictReader(io.StringIO(raw.decode(), newline=""), strict=True)
        return [int(row["id"]) for row in rows]
    if form == "parquet":
        return parquet.read_table(io.BytesIO(raw))["id"].to_pylist()
    return [int(review["url"].split("/")[-2]) for review in reviews(raw, form)]


def reviews(raw: bytes, form: str) -> list[dict]:
    if form == "claimreview":
        return [json.loads(line) for line in raw.splitlines()]
    document = json.loads(raw)
    if form == "datafeed":
        return [item["item"][0] for item in document["dataFeedElement"]]
    return document.get("@graph", [document])


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_has_the_whole_set_and_what_is_asked_for(public, out, form):
    for address in ADDRESSES if form != "json" else ADDRESSES[1:]:
        every = public.get(address, format=form)
        assert ids(content(every), form) == [row.claim_id for row in out]
        assert every["Content-Type"].startswith(FORMATS[form].media_type)
        name = f'attachment; filename="verdicts{FORMATS[form].suffix}"'
        assert every["Content-Disposition"] == name
        one = public.get(address, format=form, claimant="Bo")
        assert ids(content(one), form) == [out[0].claim_id]


@pytest.mark.parametrize("form", FORMATS)
def test_one_verdict_comes_in_every_form(public, out, form):
    raw = content(public.get(f"verdicts/{out[1].claim_id}/", format=form))
    found = [json.loads(raw)["id"]] if form == "json" else ids(raw, form)
    assert found == [out[1].claim_id]


def test_accept_headers_choose_the_form(public, out):
    for accept, form in (
        ("*/*", "json"),
        ("application/json", "json"),
        ("application/x-ndjson", "ndjson"),
        ("text/csv", "csv"),
        ("application/vnd.apache.parquet", "parquet"),
    ):
        response = public.get("verdicts/export/", accept=accept)
        assert ids(content(response), form) == [row.claim_id for row in out]
    problem(public.get("verdicts/export/", format="xml"), 400)


def test_each_filter_of_the_list_chooses_the_same_for_an_export(public, out):
    bo = out[0]
    one, day = bo.snapshot["claimants"][0]["id"], dt.date(2001, 1, 1)
    for asked, expected in (
        ({"q": "Bo"}, [bo]),
        ({"claimant_id": one}, [bo]),
        ({"kind": "statistic"}, out),
        ({"kind": "promise"}, []),
        ({"published_from": day}, out),
        ({"published_to": day}, []),
    ):
        wanted = [row.claim_id for row in expected]
        assert ids(content(public.get("verdicts/export/", **asked)), "json") == wanted
        assert [row["id"] for row in public.get("verdicts/", **asked).json()["results"]] == wanted
    for wrong in ({"kind": "rumour"}, {"claimant_id": "Bo"}, {"published_to": "soon"}, {"q": "\0"}):
        for address in ADDRESSES:
            problem(public.get(address, format="csv", **wrong), 400)


def test_a_compressed_file_is_one_whatever_the_client_unpacks(public, out):
    plain = content(public.get("verdicts/", format="csv"))
    public.headers = {"Accept-Encoding": "gzip"}
    packed = public.get("verdicts/", format="csv", compression="gzip")
    assert packed["Content-Type"] == "application/gzip"
    assert packed["Content-Disposition"] == 'attachment; filename="verdicts.csv.gz"'
    assert "Content-Encoding" not in packed
    assert gzip.decompress(content(packed)) == plain
    packed = public.get("verdicts/", format="csv", compression="zstd")
    assert packed["Content-Type"] == "application/zstd"
    assert packed["Content-Disposition"] == 'attachment; filename="verdicts.csv.zst"'
    with pyarrow.CompressedInputStream(io.BytesIO(content(packed)), "zstd") as unpacked:
        assert unpacked.read() == plain
    problem(public.get("verdicts/", format="csv", compression="lzma"), 400)


def test_what_is_of_no_use_to_a_form_is_refused_rather_than_passed_over(public, out):
    """Who asks for two fields of ten verdicts isn't given all of all."""
    one = f"verdicts/{out[0].claim_id}/"
    for name, value in (("fields", "id"), ("page_size", "10"), ("cursor", "x")):
        body = problem(public.get("verdicts/", **{"format": "csv", name: value}), 400)
        assert list(body["errors"]) == [name]
    for form in ("csv", "jsonld"):
        assert "fields" in problem(public.get(one, format=form, fields="id"), 400)["errors"]
    for address in ("verdicts/", one):
        body = problem(public.get(address, format="json", compression="gzip"), 400)
        assert list(body["errors"]) == ["compression"]
    assert (
        "compression"
        in problem(public.get(one, format="jsonld", compression="gzip"), 400)["errors"]
    )
    assert public.get(one, format="csv", compression="gzip").status_code == 200


@pytest.mark.parametrize("accepts", ["gzip", "br, gzip;q=0.5", "deflate,gzip ;q=1.0, *;q=0"])
def test_who_takes_gzip_gets_it(public, out, accepts):
    plain = public.get("verdicts/", format="ndjson")
    public.headers = {"Accept-Encoding": accepts}
    packed = public.get("verdicts/", format="ndjson")
    assert packed["Content-Encoding"] == "gzip"
    assert packed["Content-Type"] == plain["Content-Type"]
    assert packed["ETag"] != plain["ETag"]
    assert {"Accept", "Accept-Encoding"} <= set(plain["Vary"].split(", "))
    assert plain["Vary"] == packed["Vary"]
    assert gzip.decompress(content(packed)) == content(plain)
    assert "Content-Encoding" not in public.get("verdicts/", format="parquet")


def test_caches_tell_one_verdict_that_is_packed_from_one_that_is_not(public, out):
    address = f"verdicts/{out[0].claim_id}/"
    plain = public.get(address, format="csv")
    public.headers = {"Accept-Encoding": "gzip"}
    packed = public.get(address, format="csv")
    assert packed["Content-Encoding"] == "gzip"
    assert plain["Vary"] == packed["Vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize("accepts", ["", "identity", "br", "gzip;q=0", "gzip; q=0.0, br", "xgzip"])
def test_who_does_not_take_gzip_gets_none(public, out, accepts):
    public.headers = {"Accept-Encoding": accepts}
    assert "Content-Encoding" not in public.get("verdicts/", format="ndjson")


@pytest.mark.parametrize("form", FORMATS)
def test_who_has_the_current_version_is_sent_nothing(out, form, public):
    first = public.get("verdicts/export/", format=form)
    public.headers = {"If-None-Match": first["ETag"]}
    with streamed() as statements:
        again = public.get("verdicts/export/", format=form)
        assert (again.status_code, again["ETag"], statements) == (304, first["ETag"], [])
    assert "Accept-Encoding" in again["Vary"]
    make.publications_like(out[0], 1)
    newer = Api().get("verdicts/export/", format=form)
    assert newer["ETag"] != first["ETag"]


def test_another_time_zone_makes_other_days_and_another_etag(public, out):
    day = {"format": "ndjson", "published_to": "2030-01-01"}
    first = public.get("verdicts/export/", **day)
    Newsroom.objects.update(time_zone="Pacific/Kiritimati")
    assert public.get("verdicts/export/", **day)["ETag"] != first["ETag"]


@pytest.mark.parametrize("form", FORMATS)
def test_what_has_one_etag_has_the_same_bytes(public, out, form, time_machine):
    first = public.get("verdicts/export/", format=form)
    body = content(first)
    time_machine.move_to(timezone.now() + dt.timedelta(hours=1))
    again = public.get("verdicts/export/", format=form)
    assert (again["ETag"], content(again)) == (first["ETag"], body)


@pytest.mark.parametrize("form", FORMATS)
def test_a_head_request_gets_the_headers_and_reads_nothing(public, out, form):
    with streamed() as statements:
        head = public.client.head("/api/v1/verdicts/export/", {"format": form})
        assert (head.status_code, content(head), statements) == (200, b"", [])
    whole = public.get("verdicts/export/", format=form)
    for name in ("ETag", "Content-Type", "Content-Disposition", "Vary"):
        assert head[name] == whole[name]
