"""Parts: `fields` says what of each row is given, `include` what is added to it.

One way for all answers: serializers are pruned before they are used (`prune`), and records that are
dicts already are picked from (`pick`). Views load what is asked for and nothing else.
"""

from __future__ import annotations

from collections.abc import Collection, MutableMapping
from functools import cache
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from claims.api.fields import Query

# The names that are asked for, and of each of them the names inside it; none: all of it.
Tree = dict[str, "Tree"]

MAX_CHARACTERS = 1_000


class Fields(Query):
    """The query parameter of what answers records that are whole already."""

    # What the parameter is called; a serializer calls all of its fields so.
    fields = serializers.CharField(  # type: ignore[assignment]
        required=False,
        max_length=MAX_CHARACTERS,
        help_text="Only these, with commas between them: `id,claimants.name`.",
    )


class Parts(Fields):
    """Query parameters of whatever answers rows."""

    include = serializers.CharField(
        required=False,
        max_length=MAX_CHARACTERS,
        help_text="These as well, with commas between them.",
    )


def asked(
    query: Any, whole: Tree, *, extras: Collection[str] = (), closed: Collection[str] = ()
) -> Tree:
    """What an answer holds, by the parameters of its address.

    `whole` is all that there may be; of it `extras` are given when they are asked for, `closed`
    never. Raises ValidationError, which names what there is, for a name that isn't known.
    """
    given = Parts(data=query)
    given.is_valid(raise_exception=True)
    there = {name: inside for name, inside in whole.items() if name not in closed}
    chosen = _named(given.validated_data.get("fields", ""), there, "fields")
    for name in extras:
        if name not in chosen:
            there.pop(name, None)
    tree = chosen or {name: {} for name in there}
    choice = {name: whole[name] for name in extras if name not in closed}
    return tree | _named(given.validated_data.get("include", ""), choice, "include")


def chosen(query: Any, serializer: type[serializers.Serializer]) -> Tree:
    """What `fields` asks for of records that are whole already: for `pick`."""
    given = Fields(data=query)
    given.is_valid(raise_exception=True)
    return _named(given.validated_data.get("fields", ""), whole(serializer), "fields")


@cache
def whole(serializer: type[serializers.Serializer]) -> Tree:
    """What answers of a serializer hold when nothing is left out."""
    return names(serializer())


def names(shape: serializers.Field) -> Tree:
    """What an answer of this serializer holds, to the last name."""
    return {name: names(field) for name, field in _inside(shape).items()}


def prune(shape: serializers.Field, tree: Tree) -> None:
    """Have a serializer give what `tree` says alone."""
    inside = _inside(shape)
    for name in [name for name in inside if tree and name not in tree]:
        inside.pop(name)
    for name, part in tree.items():
        prune(inside[name], part)


def pick(record: Any, tree: Tree) -> Any:
    """What `tree` says of a record, or of each of a list of them."""
    if not tree or record is None:
        return record
    if isinstance(record, list):
        return [pick(one, tree) for one in record]
    return {name: pick(record[name], inside) for name, inside in tree.items() if name in record}


def _inside(shape: serializers.Field) -> MutableMapping[str, serializers.Field]:
    """The fields of a serializer, or of each in a list of them; of what has no parts none."""
    one = getattr(shape, "child", shape)
    return one.fields if isinstance(one, serializers.Serializer) else {}


def _named(words: str, known: Tree, parameter: str) -> Tree:
    """The names in a parameter, each of which is `known`."""
    tree: Tree = {}
    for path in filter(None, (word.strip() for word in words.split(","))):
        _put(tree, path.split("."), known, parameter)
    if words and not tree:
        there = ", ".join(known) or "none"
        raise ValidationError({parameter: f"Name at least one; there is: {there}."})
    return tree


def _put(tree: Tree, path: list[str], known: Tree, parameter: str) -> None:
    for depth, name in enumerate(path):
        if name not in known:
            _refuse(".".join(path[: depth + 1]), known, parameter)
        if name in tree and not tree[name]:
            # All of it was asked for already.
            return
        is_last = depth == len(path) - 1
        tree[name] = {} if is_last else tree.get(name, {})
        tree, known = tree[name], known[name]


def _refuse(path: str, known: Tree, parameter: str) -> None:
    there = f"there is: {', '.join(known)}" if known else "it ends before that"
    raise ValidationError({parameter: f"There is no “{path}” here; {there}."})
