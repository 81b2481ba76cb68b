"""How long the queue takes with many claims: each filter, view, order and search, and deep pages.

Run by itself, as a process on a scratch database, it fills that and prints what it measures.
"""

from __future__ import annotations

import json
import math
import os
import statistics
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from claims.benchmarks import scratch

if TYPE_CHECKING:
    from django.test import Client

RUNS = 7


def measure(*, claims: int, runs: int = RUNS) -> dict[str, Any]:
    """Server time, queries and size of the queue's pages in a newsroom with so many claims.

    The server time is that of the whole handler: a request of a reporter who is logged in goes
    through the WSGI stack of a process of the desk, with all its middleware, and comes back as
    HTML; a socket is the one thing that it doesn't see. The pages are asked for in turn, `runs`
    times after once to warm up. `median_ms` and `p95_ms` are over all of these; `queries` is the
    most that any page took, counted in a run of its own, session and person included;
    `page_bytes` is the largest page; `pages` tells each page's own, with the median.
    """
    with scratch.services_for_scratch() as services:
        return json.loads(services.run(__name__, str(claims), str(runs)))


@dataclass
class Asked:
    """A page, and what it took."""

    label: str
    address: str
    seconds: list[float]
    queries: int = 0
    size: int = 0

    def row(self) -> dict[str, Any]:
        return {
            "page": self.label,
            "median_ms": _ms(statistics.median(self.seconds)),
            "p95_ms": _ms(_percentile(self.seconds)),
            "queries": self.queries,
            "bytes": self.size,
        }


def main(claims: int, runs: int) -> dict[str, Any]:
    from claims.benchmarks import newsroom

    newsroom.fill(claims)
    client = _reporter()
    pages = [Asked(label, f"/queue/{query}", []) for label, query in _pages()]
    for page in pages:
        _count(client, page)
    for _ in range(runs):
        for page in pages:
            began = time.perf_counter()
            client.get(page.address)
            page.seconds.append(time.perf_counter() - began)
    seconds = [took for page in pages for took in page.seconds]
    return {
        "claims": claims,
        "runs": runs,
        "median_ms": _ms(statistics.median(seconds)),
        "p95_ms": _ms(_percentile(seconds)),
        "queries": max(page.queries for page in pages),
        "page_bytes": max(page.size for page in pages),
        "pages": [page.row() for page in pages],
    }


def _reporter() -> Client:
    """A browser in which somebody is logged in who checks claims."""
    from django.test import Client

    from claims.models import User

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username="reporter1"))
    return client


def _count(client: Client, page: Asked) -> None:
    """Ask once to warm up, and once to see queries and size."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(page.address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(page.address)
    assert response.status_code == 200, f"{page.address} answers {response.status_code}"
    page.queries, page.size = len(captured), len(response.content)


def _pages() -> list[tuple[str, str]]:
    """What people look at, by name, and the end of its address."""
    from django.http import QueryDict

    from claims.benchmarks import newsroom
    from claims.desk.filters import ORDERS, Filters
    from claims.desk.views import BUILT_IN

    searches = {
        "a common word": newsroom.COMMON,
        "a rare word": newsroom.RARE,
        "a word that isn’t there": newsroom.ABSENT,
        "a common and a rare word": f"{newsroom.COMMON} {newsroom.RARE}",
        "a name": newsroom.FAMOUS,
        "a name with a slip": "Zelenski",
        "a first name of many": "Ada",
        "an outlet": "Courier",
        "stop words alone": "of the",
    }
    asked = {f"view: {label}": one for label, one in BUILT_IN.items()}
    asked |= {f"order: {order.label}": Filters(sort=sort) for sort, order in ORDERS.items()}
    asked |= {f"order of all: {order.label}": Filters("all", sort=s) for s, order in ORDERS.items()}
    asked |= {f"search: {label}": Filters("all", q=words) for label, words in searches.items()}
    asked |= {
        f"search, due first: {label}": Filters("all", q=words, sort="due")
        for label, words in searches.items()
    }
    asked |= {
        f"filter: {query}": Filters.read(QueryDict(query))
        for query in (
            "kind=statistic",
            "kind=figure_of_speech",
            "state=retracted&kind=figure_of_speech",
            "claimant=1",
            "state=all&claimant=1&q=council",
            "state=all&document=5",
            "state=all&assignee=5",
            "state=open&assignee=5&kind=event",
            "state=all&tag=budget",
            "state=all&tag=nowhere",
            "reason=vague",
            "state=all&due=soon&kind=promise&sort=due",
            f"state=retracted&q={newsroom.COMMON}",
        )
    }
    pages = [(label, one.query()) for label, one in asked.items()]
    for label, one in asked.items():
        if label.startswith(("order", "search: a common word")):
            pages += [(f"{label}, {name}", query) for name, query in _further(one)]
    return pages


def _further(one: Any) -> list[tuple[str, str]]:
    """The second page, and the one in the middle of all; of a search the second only."""
    from claims.desk import cursors
    from claims.desk.queue import SIZE
    from claims.models import User

    user = User.objects.get(username="reporter1")
    found = {"second page": one.page(user, after="", size=SIZE).after}
    if not one.q:
        rows = one.apply(user).with_due_order()
        order = [name if one.order.ascending else f"-{name}" for name in one.order.fields]
        # By OFFSET, as pages never are: once, to find the place.
        middle = rows.order_by(*order)[rows.count() // 2]
        found["middle page"] = cursors.of(middle, one.order.fields)
    return [(name, one.query(after=after)) for name, after in found.items() if after]


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)


def _percentile(seconds: list[float], of: float = 0.95) -> float:
    """The time that so many of a hundred stay under."""
    return sorted(seconds)[math.ceil(len(seconds) * of) - 1]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    import django

    django.setup()
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
