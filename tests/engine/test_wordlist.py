"""Tables of words: each word stands once, so that whoever takes one out takes it out."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

from claims import engine
from claims.engine.wordlist import words


def test_a_word_that_stands_twice_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="say"):
        words("say tell say")


def test_no_list_of_the_engine_has_a_word_twice() -> None:
    for module in pkgutil.walk_packages(engine.__path__, "claims.engine."):
        importlib.import_module(module.name)
