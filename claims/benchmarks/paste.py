"""From paste to the first claim on the page, as a browser would see it."""

from __future__ import annotations

import itertools
import statistics
import time
from typing import Any

import httpx

from claims import demo
from claims.benchmarks import scratch

# The document's page asks for its progress once a second.
POLL_SECONDS = 1.0
CLAIM = 'id="claim-'


def measure(*, words: int, runs: int) -> dict[str, Any]:
    """Add `runs` texts of so many words, one after the other, to a desk whose worker is warm.

    Seconds are counted from sending the form to having a page with a claim on it, the page asking
    once a second as it does in a browser. The first text warms up and isn't counted.
    """
    with scratch.desk() as desk:
        client = desk.client()
        seconds = [_paste(client, article(words, number)) for number in range(runs + 1)][1:]
    return {
        "words": words,
        "runs": runs,
        "median_s": round(statistics.median(seconds), 3),
        "max_s": round(max(seconds), 3),
    }


def article(words: int, number: int) -> str:
    """A text of so many words out of the demo's, which no other number has."""
    paragraphs = [
        paragraph.split()
        for file in sorted(demo.TEXTS.glob("*.txt"))
        for paragraph in file.read_text(encoding="utf-8").split("\n\n")
    ]
    taken: list[str] = []
    left = words
    for paragraph in itertools.cycle(paragraphs):
        taken.append(" ".join(paragraph[:left]))
        left -= len(paragraph)
        if left <= 0:
            return f"Edition {number}.\n\n" + "\n\n".join(taken)
    raise AssertionError("a cycle has no end")


def _paste(client: httpx.Client, text: str) -> float:
    client.get("/documents/new/")
    form = {
        "title": text.partition("\n")[0],
        "kind": "article",
        "text": text,
        "csrfmiddlewaretoken": client.cookies["csrftoken"],
    }
    start = time.perf_counter()
    page = client.post("/documents/new/", data=form, follow_redirects=True)
    address = page.url
    while CLAIM not in page.text:
        assert time.perf_counter() - start < 60, f"no claim on {address}"
        time.sleep(POLL_SECONDS)
        page = client.get(f"{address}progress/", headers={"HX-Request": "true"})
    return time.perf_counter() - start
