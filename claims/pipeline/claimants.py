"""Claimants by the names that editors type."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError

from claims.models import Claimant
from claims.pipeline.matching import claimants_named

MAX_CLAIMANTS = 20
_NAME = Claimant._meta.get_field("name").max_length or 0
# “Ben Ito (the mayor)”, as pages write one of two people of a name.
_TOLD_APART = re.compile(r"(?P<name>.+?) \((?P<disambiguation>.+)\)")


def named(names: Iterable[str], *, known: Iterable[Claimant] = ()) -> list[Claimant]:
    """The claimants whom an editor calls by these names, each once; who is new is made.

    One of those `known` is preferred: a claim of one of two people of a name stays theirs. Case
    makes no difference. Raises ValidationError on "claimants" when a name can't be one.
    """
    wanted = dict.fromkeys(" ".join(name.split()) for name in names)
    wanted.pop("", None)
    if len(wanted) > MAX_CLAIMANTS:
        raise ValidationError({"claimants": f"A claim has at most {MAX_CLAIMANTS} claimants."})
    if too_long := [name for name in wanted if len(name) > _NAME]:
        message = f"A name has at most {_NAME} characters: “{too_long[0]}”"
        raise ValidationError({"claimants": message})
    found = _among(known, wanted)
    found |= {name: one for name in wanted.keys() - found.keys() if (one := _told_apart(name))}
    found |= claimants_named({name: "" for name in wanted if name not in found})
    return list(dict.fromkeys(found[name] for name in wanted))


def _among(known: Iterable[Claimant], wanted: Iterable[str]) -> dict[str, Claimant]:
    by_name: dict[str, Claimant] = {}
    for one in known:
        by_name.setdefault(one.name.casefold(), one)
        by_name[str(one).casefold()] = one
    return {name: by_name[name.casefold()] for name in wanted if name.casefold() in by_name}


def _told_apart(name: str) -> Claimant | None:
    match = _TOLD_APART.fullmatch(name)
    if match is None:
        return None
    same = {f"{field}__iexact": value for field, value in match.groupdict().items()}
    return Claimant.objects.filter(**same).first()
