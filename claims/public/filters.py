"""Which fact-checks a list shows: read from its address, said in words."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.http import QueryDict

from claims.desk.doors import number
from claims.models import Correction, Kind, PromiseStatus, Publication
from claims.models.publication import PublicationQuerySet
from claims.pipeline.promises import LOOKS_AHEAD
from claims.templatetags.public import promise_label

# In an address, where a status that is none can't stand.
UNRATED = "unrated"
STATUSES = (*PromiseStatus.Status.values, UNRATED)
NOBODY = "somebody of whom nothing is published"
# What the log of corrections calls that which an entry is about.
_STATEMENT = Coalesce(
    KeyTextTransform("statement", "publication__snapshot"),
    KeyTextTransform("statement", "corrects__snapshot"),
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What readers asked for; all of it empty: everything that is published."""

    q: str = ""
    claimant: str = ""
    rating: str = ""
    kind: str = ""
    status: str = ""
    year: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Filters:
        """The filters that an address asks for; what isn't one is left out."""
        year = query.get("year", "")
        return cls(
            q=_clean(query.get("q", ""))[:200].strip(),
            claimant=str(number(query.get("claimant", "")) or ""),
            rating=_clean(query.get("rating", ""))[:60],
            kind=_one_of(Kind.values, query.get("kind", "")),
            status=_one_of(STATUSES, query.get("status", "")),
            year=year if len(year) == 4 and number(year) else "",
        )

    def apply(self, rows: PublicationQuerySet) -> PublicationQuerySet:
        if self.q:
            rows = rows.search(self.q)
        if self.claimant:
            rows = by(rows, int(self.claimant))
        if self.rating:
            rows = rows.filter(snapshot__contains={"rating": {"label": self.rating}})
        if self.kind:
            rows = rows.filter(snapshot__contains={"kinds": [self.kind]})
        if self.status:
            status = "" if self.status == UNRATED else self.status
            rows = promises(rows).filter(promise_status=status)
        if self.year:
            rows = rows.filter(published_at__year=int(self.year))
        return rows

    def apply_to_log(self, rows: QuerySet[Correction]) -> QuerySet[Correction]:
        """Corrections of what is asked for, as it was before each.

        Of what was taken back nobody finds out more than the log says: it is left out by the
        words of its statement and by its year alone, and whatever else is asked for leaves it in.
        """
        if not self:
            return rows
        retracted = Publication.objects.filter(
            claim=OuterRef("claim"),
            state=Publication.State.RETRACTED,
            number__gte=OuterRef("corrects__number"),
        )
        withheld = Q(Exists(retracted))
        asked = self.apply(Publication.objects.all())
        told = withheld
        if self.year:
            told &= Q(corrects__published_at__year=int(self.year))
        if self.q:
            rows = rows.annotate(told=SearchVector(_STATEMENT, config="english"))
            told &= Q(told=SearchQuery(self.q, config="english", search_type="websearch"))
        return rows.filter(told | (~withheld & Q(corrects__in=asked)))

    def query(self, **other: str) -> str:
        """These filters, some of them other ones or more, as an address has them."""
        return urlencode({name: value for name, value in (asdict(self) | other).items() if value})

    def in_words(self, rows: PublicationQuerySet) -> dict[str, str]:
        """Each filter that is asked for, by name; `rows` know how claimants are called."""
        said = {
            "q": lambda: f"“{self.q}”",
            "claimant": lambda: f"by {name_of(int(self.claimant), rows) or NOBODY}",
            "rating": lambda: f"rated {self.rating}",
            "kind": lambda: str(dict(Kind.choices)[self.kind]).lower(),
            "status": lambda: status_label(self.status).lower(),
            "year": lambda: f"from {self.year}",
        }
        return {name: words() for name, words in said.items() if getattr(self, name)}

    def __bool__(self) -> bool:
        return any(asdict(self).values())


def status_label(status: str) -> str:
    """One of `STATUSES` in words."""
    return promise_label("" if status == UNRATED else status)


def by(rows: PublicationQuerySet, claimant_id: int) -> PublicationQuerySet:
    """Those that name this claimant."""
    return rows.filter(snapshot__contains={"claimants": [{"id": claimant_id}]})


def promises(rows: PublicationQuerySet) -> PublicationQuerySet:
    """Those of promises and predictions."""
    kinds = Q()
    for kind in LOOKS_AHEAD:
        kinds |= Q(snapshot__contains={"kinds": [kind]})
    return rows.filter(kinds)


def name_of(claimant_id: int, rows: PublicationQuerySet) -> str:
    """A claimant's name as it was last published; "" when nothing about them is."""
    last = by(rows, claimant_id).newest_first().only("snapshot").first()
    return next((one["name"] for one in _claimants(last) if one.get("id") == claimant_id), "")


def _claimants(publication: Publication | None) -> list[dict[str, Any]]:
    return publication.snapshot["claimants"] if publication else []


def _clean(words: str) -> str:
    return words.replace("\0", "")


def _one_of(values: Any, word: str) -> str:
    return word if word in values else ""
