"""Who is meant: a mention to the fullest name in the document, with the role if it is told."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict

from spacy.tokens import Span, Token

from ..speech.speech import Mention, mention
from ..speech.syntax import noun_phrase
from ..text.nlp import Block
from . import name_data
from .descriptions import Described, describes, is_description, lands_in, led, told_of
from .name_words import (
    covers,
    gender_of_first,
    gender_of_title,
    is_first_name,
    last_name,
    name_end,
    not_people,
    people_in,
    span_of,
    title_of,
    titled,
    without_stray,
    words_before,
    words_of,
)
from .namesakes import (
    PRONOUNS,
    Named,
    Person,
    gender_after,
    is_another,
    is_subject,
    likeliest,
    of_gender,
    of_title,
)
from .organisations import Bodies
from .places import Places
from .roles import apposed, role_of
from .strangers import Strangers

PLACES = frozenset(("GPE", "LOC", "FAC"))
MOST_NAMESAKES = 50  # more of one last name are no story about people


class People:
    """Everybody whom the document names, and where."""

    def __init__(self, blocks: list[Block], quoted: list[tuple[int, int]]) -> None:
        self.blocks = blocks
        self.by_last: dict[str, list[Person]] = defaultdict(list)
        self.by_first: dict[str, list[Person]] = defaultdict(list)
        self.places = Places()
        self.lands: dict[tuple[int, int], frozenset[str]] = {}  # by sentence
        self.not_people = not_people(blocks)  # Charlotte, Jordan
        found = [(words_of(one), one) for one in people_in(blocks, self.not_people)]
        names = {tuple(words) for words, _ in found}
        found = [(without_stray(words, names, entity), entity) for words, entity in found]
        for words, entity in sorted(found, key=lambda one: -len(one[0])):
            self._know(words, entity)
        self.bodies = Bodies(blocks)
        self.quoted_starts = [start for start, _ in quoted]
        self.quoted = quoted
        for block in blocks:
            for token in block.doc:
                self._note(block, token)
        self.descriptions = Described(one for same in self.by_last.values() for one in same)
        known = self._note_descriptions()
        self.strangers = Strangers(blocks, lambda at: at in known or self._is_quoted(at))

    def _know(self, words: list[str], entity: Span) -> None:
        """Entities come longest first, so that a last name finds the full name waiting."""
        if not words or (len(words) == 1 and len(self.by_first.get(words[0].lower(), ())) == 1):
            return
        name, same = " ".join(words), self.by_last[words[-1].lower()]
        if len(words) > 1:
            if len(same) < MOST_NAMESAKES and not any(covers(one.name, words) for one in same):
                same.append(Person(name + name_end(entity), gender_of_first(words[0])))
                if is_first_name(words[0].lower()):
                    self.by_first[words[0].lower()].append(same[-1])
        elif not of_gender(same, gender_of_title(entity)) or is_another(same, entity):
            same.append(Person(name))
            self._learn(same[-1], entity)
            return
        person = self._pick(words, entity)
        if person is not None:
            self._learn(person, entity)

    def _learn(self, person: Person, entity: Span) -> None:
        person.gender = person.gender or gender_of_title(entity)
        role = role_of(entity)
        title = titled(entity)
        person.roles.update({role.lower(), title} - {""})
        person.told_in_full |= bool(role and len(words_of(entity)) > 1)
        role = role or title.capitalize()
        if len(role) > len(person.role):
            person.role = role

    def _pick(self, words: list[str], entity: Span | None) -> Person | None:
        """Whom a name means; where several have it as their last, None if that is not clear."""
        same = self.by_last.get(words[-1].lower(), [])
        if len(words) > 1:
            return next((one for one in same if covers(one.name, words)), None)
        if len(same) < 2 or entity is None:
            return same[0] if len(same) == 1 else None
        name = entity.root
        left = of_gender(same, gender_of_title(entity)) or same
        if len(left) > 1:
            left = of_title(left, title_of(name)) or left
        if len(left) > 1:
            left = of_gender(left, gender_after(name)) or left
        return left[0] if len(left) == 1 else None

    def _note(self, block: Block, token: Token) -> None:
        """Keeps in mind that `token` names somebody, where it does."""
        if token.pos_ not in ("PROPN", "NOUN") or not token.text[0].isupper():
            return
        place = block.at(token)
        person = self._at(token, place)
        if person is None:
            return
        if not person.seen:
            person.first = place
        person.seen += 1
        sentence = token.sent
        key = (block.start, sentence.start)
        if key not in self.lands:
            self.lands[key] = lands_in(sentence)
        person.lands |= self.lands[key]
        words = words_before(token)
        is_full = len(words) > 1 or bool(title_of(token))
        if len(words) > 1:
            person.introduced = min(person.introduced, place)
            person.times_in_full += 1
        for told in told_of(token):
            person.roles.add(told.lower())
            person.role = person.role or told
        quoted = self._is_quoted(place)
        part = token.dep_ in ("compound", "nmod", "amod") or token.ent_type_ in PLACES
        word = "" if part else token.text
        self.places.add(Named(place, person, is_subject(token), quoted, is_full, word))

    def _note_descriptions(self) -> set[int]:
        """“The mayor came. He said …”: she and he go on with whoever a description means.

        The places of those descriptions.
        """
        found: list[Named] = []
        for number, block in enumerate(self.blocks):
            for token in block.doc:
                is_main = is_subject(token) and token.head.dep_ in ("ROOT", "conj")
                if not (is_main and describes(token)):
                    continue
                words = mention(block, number, noun_phrase(token), token)
                person = self.described(words)
                if person is not None:
                    quoted = self._is_quoted(words.start)
                    found.append(Named(words.start, person, True, quoted, False, ""))
        self.places.put_among(found)
        return {one.start for one in found}

    def _at(self, token: Token, place: int) -> Person | None:
        """Whom the name that ends with `token` means, in its place in the text."""
        same = self.by_last.get(token.lower_, [])
        if not same:
            return self._by_first_name(token, place)
        words = words_before(token)
        found = self._pick(words, span_of(token)) or self._pick(words[-1:], span_of(token))
        if found is None and len(words) == 1:
            left = of_gender(same, gender_of_title(span_of(token))) or same
            found = likeliest(left, list(self.places.back(place)), place)
        return found

    def _by_first_name(self, token: Token, place: int) -> Person | None:
        """“Hillary”, once the text has named one in full and where it names nothing else so."""
        same = self.by_first.get(token.lower_, [])
        alone = token.dep_ != "compound" and len(words_before(token)) == 1
        if not alone or len(same) != 1 or token.ent_type_ not in ("PERSON", ""):
            return None
        is_known = same[0].introduced < place and token.lower_ not in self.not_people
        return same[0] if is_known else None

    def _is_quoted(self, place: int) -> bool:
        k = bisect_left(self.quoted_starts, place + 1) - 1
        return k >= 0 and place < self.quoted[k][1]

    def person(self, mention: Mention, others: tuple[Person, ...] = ()) -> Person | None:
        """The person that a mention names, by name, pronoun or description; None where unsure.

        `others` are people whom a pronoun or a description can't mean here.
        """
        if mention.head is None:
            return self._from_label(mention)
        if mention.head.lower_ in PRONOUNS:
            return self.pronoun(mention.head.lower_, mention.start, others)
        return self._by_name(mention) or self.described(mention, others)

    def _from_label(self, mention: Mention) -> Person | None:
        words = [
            word
            for word in mention.text.replace("(", " ").split()
            if word.lower() not in name_data.TITLES
        ]
        return self._pick([words[-1]], None) if words else None

    def _by_name(self, mention: Mention) -> Person | None:
        head = mention.head
        if head is not None and head.pos_ == "NOUN":  # its spokeswoman, Eva Lind
            head = apposed(head) or head
        if head is None or not head.text[0].isupper():
            return None
        return self._at(last_name(head), mention.start)

    def pronoun(self, word: str, place: int, not_these: tuple[Person, ...] = ()) -> Person | None:
        """The nearest fitting person before `place`: subjects of the story's sentences first.

        None where it may as well be somebody without a name, of whom the text tells later.
        """
        gender = PRONOUNS.get(word.lower(), "")
        fitting = [
            one
            for one in self.places.back(place)
            if one.person not in not_these
            and one.person.gender in ("", gender)
            and not one.is_quoted
        ]
        subjects = [one for one in fitting if one.is_subject]
        sure = [one for one in subjects if one.person.is_sure]
        if sure and subjects[0].person is not sure[0].person:  # it may be a person, or a town
            return None
        stranger = self.strangers.nearest(word.lower(), place, not_these)
        if stranger is None:
            best = sure or subjects or fitting
            return best[0].person if best else None
        best = sure or subjects
        if best and best[0].start > stranger.start:
            return best[0].person
        if fitting and fitting[0].start > stranger.start:  # “a reporter asked Lund. He said …”
            return None
        return stranger.as_(gender)

    def described(self, mention: Mention, not_these: tuple[Person, ...] = ()) -> Person | None:
        """“The Ukrainian leader”: the only one of whom the text tells a role that fits."""
        head = mention.head
        if head is None or not is_description(mention.text, head):
            return None
        words = [word.strip(",.’'“”\"") for word in mention.text.lower().split()[1:]]
        found = self.descriptions.only(words, mention.start, not_these)
        return found or self._left_over(words, mention, not_these)

    def _left_over(
        self, words: list[str], mention: Mention, not_these: tuple[Person, ...]
    ) -> Person | None:
        """“Lund met Brandt, but the Norwegian leader …”: the only one of them without a role.

        Where the text speaks of Norway and of them in one breath elsewhere.
        """
        lands = led(words)
        if not lands or mention.head is None:
            return None
        block = self.blocks[mention.block]
        here = [
            self._at(token, block.at(token))
            for token in mention.head.sent
            if token.pos_ == "PROPN" and block.at(token) < mention.start
        ]
        left = {one.name: one for one in here if one is not None and one not in not_these}
        left = {name: one for name, one in left.items() if not one.roles}
        found = next(iter(left.values()), None)
        return found if found is not None and len(left) == 1 and lands <= found.lands else None
