"""Scripts on pages of others (CORS): they read what is public, and nothing else."""

import pytest
from django.urls import reverse
from rest_framework.permissions import AllowAny

from claims.api.urls import router
from claims.middleware import PublicMiddleware
from tests import make

ORIGIN = {"Origin": "https://reader.example"}
ASKS = {**ORIGIN, "Access-Control-Request-Method": "GET"}


def test_the_list_of_what_is_public_is_that_of_the_views_that_need_no_key():
    for prefix, view, _ in router.registry:
        is_public = AllowAny in view.permission_classes
        assert f"/api/v1/{prefix}/".startswith(PublicMiddleware.BELOW) is is_public, prefix


@pytest.mark.parametrize(
    "path", ["", "?format=csv", "?format=ndjson", "{claim}/", "999999999/", "?kind=rumour", "x/"]
)
def test_every_answer_of_a_public_address_may_be_read_by_everybody(client, alice, bob, path):
    live = make.published(alice, bob)
    address = f"/api/v1/verdicts/{path.format(claim=live.claim_id)}"
    response = client.get(address, headers=ORIGIN)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Expose-Headers"] == "*"
    assert "Access-Control-Allow-Credentials" not in response


def test_a_browser_may_ask_whether_something_is_new(client, db):
    address = reverse("api:verdict-list")
    etag = client.get(address, headers=ORIGIN)["ETag"]
    asked = {**ASKS, "Access-Control-Request-Headers": "if-none-match"}
    response = client.options(address, headers=asked)
    assert response.status_code == 204
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "If-None-Match" in response["Access-Control-Allow-Headers"]
    response = client.get(address, headers={**ORIGIN, "If-None-Match": etag})
    assert response.status_code == 304
    assert response["Access-Control-Allow-Origin"] == "*"


def test_no_page_of_others_may_send_a_key_or_anything_but_a_question(client, db):
    asked = {**ASKS, "Access-Control-Request-Headers": "authorization"}
    response = client.options(reverse("api:verdict-list"), headers=asked)
    assert "uthorization" not in response["Access-Control-Allow-Headers"]
    assert "POST" not in response["Access-Control-Allow-Methods"]


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/claims/",
        "/api/v1/documents/",
        "/api/v1/exports/",
        "/queue/",
        "/exports/",
        "/admin/",
    ],
)
def test_what_needs_a_key_or_an_account_says_nothing_to_pages_of_others(client, alice, address):
    client.force_login(alice)
    key = {"Authorization": f"Bearer {make.api_key(alice, 'read_desk', 'read_published')}"}
    for response in (
        client.get(address, headers={**ORIGIN, **key}),
        client.options(address, headers={**ASKS, **key}),
    ):
        assert "Access-Control-Allow-Origin" not in response
