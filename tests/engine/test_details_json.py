"""Details as JSON: everything comes back as it was, in types that every reader of JSON has."""

import datetime as dt
import json
from decimal import Decimal

import pytest

from claims.engine.detail.details import NOTHING, Day, Details, Due, Figure, Precision

FULL = Details(
    figures=(
        Figure(0, 6, "£3.2bn", Decimal("3.2") * 10**9, "£"),
        Figure(10, 19, "4 percent", Decimal(4), "%"),
    ),
    days=(
        Day(30, 39, "last year", dt.date(2030, 1, 1), dt.date(2030, 12, 31), Precision.YEAR),
        Day(40, 50, "since 2028", dt.date(2028, 1, 1), None, Precision.PERIOD),
    ),
    places=("Port Ellery",),
    organisations=("Harbour Trust",),
    due=Due(60, 95, "within 24 hours of taking office", None, "taking office", "24 hours"),
    unresolved=("they", "the next day"),
)


@pytest.mark.parametrize("details", [FULL, NOTHING])
def test_what_is_written_is_read_again(details: Details) -> None:
    assert Details.from_json(json.loads(json.dumps(details.as_json()))) == details


def test_a_day_that_is_known_is_read_again() -> None:
    due = Due(0, 7, "by 2031", dt.date(2031, 12, 31), "", "")
    data = Details(due=due).as_json()
    assert data["due"]["on"] == "2031-12-31"
    assert Details.from_json(data).due == due


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("3.2") * 10**9, "3200000000"),
        (Decimal("1E+12"), "1000000000000"),
        (Decimal("22.40"), "22.4"),
        (Decimal("100"), "100"),
        (Decimal("0.00"), "0"),
        (Decimal("-0.5"), "-0.5"),
        (Decimal("12345678901234567890.123456789"), "12345678901234567890.123456789"),
    ],
)
def test_values_are_plain_digits_and_lose_none(value: Decimal, written: str) -> None:
    [figure] = Details(figures=(Figure(0, 1, "x", value, ""),)).as_json()["figures"]
    assert figure["value"] == written
    assert Decimal(written) == value


def test_rows_from_before_there_were_details_have_none() -> None:
    assert Details.from_json({}) == NOTHING
