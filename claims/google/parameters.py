"""What a search asks for, read from its address as strictly as Google reads it."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import QueryDict

from claims.google.errors import Invalid
from claims.google.selection import Tree, read_selection

DEFAULT_SIZE, LARGEST_SIZE = 10, 1000
# What every method of Google's takes; most of it says nothing here.
STANDARD = {
    *("$.xgafv", "access_token", "alt", "callback", "fields", "key", "oauth_token"),
    *("prettyPrint", "quotaUser", "uploadType", "upload_protocol"),
}
SEARCH = {
    *("query", "languageCode", "reviewPublisherSiteFilter", "maxAgeDays"),
    *("pageSize", "pageToken", "offset"),
}
# As many days as there are between the first day that can be written and a day of this century.
MOST_DAYS = 700_000
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Search:
    """A search; 0 and "" where nothing is asked for.

    `site` is a host without “www.”, and `after` the id of the last publication of the page before.
    """

    words: str
    language: str
    site: str
    days: int
    size: int
    after: int
    offset: int
    selection: Tree | None

    @classmethod
    def read(cls, query: QueryDict) -> Search:
        """The search that an address asks for. Raises Invalid."""
        given = named(query)
        _refuse_unknown(given, STANDARD | SEARCH)
        # Python's clients ask for each further page with the offset of the first.
        after = _token(given.get("pageToken", ""))
        asked = cls(
            words=given.get("query", "").replace("\0", "").strip(),
            language=_language(given.get("languageCode", "")),
            site=site_of(given.get("reviewPublisherSiteFilter", "")),
            days=min(_number(given, "maxAgeDays"), MOST_DAYS),
            size=min(_number(given, "pageSize") or DEFAULT_SIZE, LARGEST_SIZE),
            after=after,
            offset=0 if after else _number(given, "offset"),
            selection=read_selection(given.get("fields", "")),
        )
        if not asked.words and not asked.site:
            raise Invalid("Give a query, a reviewPublisherSiteFilter, or both.")
        return asked


def named(query: QueryDict) -> dict[str, str]:
    """The parameters by the names that are documented; `page_size` and `$alt` are known, too."""
    return {_documented(name): query.get(name, "") for name in query}


def read_standard(query: QueryDict) -> bool:
    """Whether the answer is to be indented. Raises Invalid for a form of answer but JSON."""
    given = named(query)
    if given.get("alt", "json") not in ("json", ""):
        raise Invalid("alt must be json: there is no other form.")
    if "callback" in given:
        raise Invalid("There is no callback: any page may fetch the answer itself.")
    word = given.get("prettyPrint", "true").lower()
    if word not in ("true", "false", "1", "0", ""):
        raise Invalid("prettyPrint must be true or false.")
    return word not in ("false", "0")


def site_of(address: str) -> str:
    """The host of an address, or of a host alone, as Google has it: without “www.”."""
    whole = address.strip().lower()
    try:
        host = urlsplit(whole if "://" in whole else f"//{whole}").hostname or ""
    except ValueError:
        return whole
    return host.removeprefix("www.").rstrip(".")


def token(last: int) -> str:
    """The pageToken of the page after the publication with this id."""
    return base64.urlsafe_b64encode(str(last).encode()).decode().rstrip("=")


def _token(word: str) -> int:
    try:
        plain = base64.b64decode(
            word + "=" * (-len(word) % 4), altchars=b"-_", validate=True
        ).decode("ascii")
    except (binascii.Error, ValueError):
        plain = "?"
    if plain and not re.fullmatch(r"[1-9][0-9]{0,17}", plain):
        raise Invalid("pageToken is none that a search here has answered.")
    return int(plain or 0)


def _documented(name: str) -> str:
    if name in STANDARD:
        return name
    first, *others = name.removeprefix("$").split("_")
    return first + "".join(other.capitalize() for other in others)


def _refuse_unknown(given: dict[str, str], known: set[str]) -> None:
    if unknown := sorted(given.keys() - known):
        there = ", ".join(sorted(SEARCH))
        raise Invalid(f"Unknown name “{unknown[0][:50]}”. A search takes {there}.")


def _number(given: dict[str, str], name: str) -> int:
    """A whole number from 0 on that fits in 32 bits; 0 when it is not given."""
    word = given.get(name, "") or "0"
    if not re.fullmatch(r"[0-9]{1,10}", word) or int(word) >= 2**31:
        raise Invalid(f"{name} must be a whole number from 0 to {2**31 - 1}.")
    return int(word)


def _language(word: str) -> str:
    if word and not _LANGUAGE.fullmatch(word):
        raise Invalid("languageCode must be a BCP-47 code, such as en-US or sr-Latn.")
    return word.replace("_", "-")
