"""Searches as a program makes them, and a look at what is answered."""

from __future__ import annotations

from typing import Any

from django.test import Client

ADDRESS = "/v1alpha1/claims:search"


def search(client: Client, **parameters: Any) -> dict[str, Any]:
    response = client.get(ADDRESS, parameters)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/json; charset=UTF-8"
    return response.json()


def urls(answer: dict[str, Any]) -> list[str]:
    return [review["url"] for claim in answer.get("claims", []) for review in claim["claimReview"]]


def refused(response: Any, code: int, status: str) -> str:
    """The sentence of a refusal, once it is seen to have Google's shape."""
    assert response.status_code == code, response.content
    body = response.json()
    assert body.keys() == {"error"}
    assert body["error"].keys() == {"code", "message", "status"}
    assert (body["error"]["code"], body["error"]["status"]) == (code, status)
    return body["error"]["message"]
