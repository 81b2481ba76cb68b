"""Request by request through one text, within the time and the tokens that it may cost."""

from __future__ import annotations

import json
import time

from . import answer, client
from .answer import Given
from .failure import Refused, Unusable
from .options import Options
from .prompt import forms

CHARACTERS_A_TOKEN = 3  # rather too few, where the server doesn't count
SHORTEST_ANSWER = 200  # tokens; with fewer left it is not worth asking


class Conversation:
    """All requests about one text."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.until = time.monotonic() + options.document_seconds
        self.left = options.tokens
        self.form = 0

    def ask(self, messages: list[dict[str, str]]) -> tuple[Given, ...]:
        """The claims that the model gives in answer. Raises Unusable."""
        asked = sum(len(message["content"]) for message in messages) // CHARACTERS_A_TOKEN
        if self.left - asked < SHORTEST_ANSWER:
            raise self._too_dear()
        body = self._answer(messages, min(self.options.answer_tokens, self.left - asked))
        given = answer.parse(body)
        estimate = asked + len(body) // CHARACTERS_A_TOKEN
        self.left -= estimate if given.tokens is None else given.tokens
        if self.left < 0:
            raise self._too_dear()
        return given.claims

    def _answer(self, messages: list[dict[str, str]], tokens: int) -> bytes:
        """In the first form that the server takes, which is the form from then on."""
        request = {"model": self.options.model, "messages": messages}
        while True:
            known = forms(tokens)
            body = json.dumps(request | known[self.form]).encode()
            try:
                return client.ask(self.options, body, self.until)
            except Refused:
                if self.form == len(known) - 1:
                    raise
                self.form += 1

    def _too_dear(self) -> Unusable:
        return Unusable(
            "The language model would need more than the "
            f"{self.options.tokens:,} tokens that a document may cost"
        )
