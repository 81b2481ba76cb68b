"""The forms by which editors change what a claim says: edit, split, merge, tag, add."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.text import capfirst

from claims.desk import details, wording
from claims.desk.forms import ActionForm, day, words
from claims.engine.detail.details import Due
from claims.engine.detail.due import counted
from claims.models import Claim, Document, Kind
from claims.pipeline import editing

FACTS = ("kind", "claimants", "due_on", "said_on", "yardstick")
CLAIMANTS = "Several: put a semicolon between them. Empty: the document itself says it."


def names(typed: str) -> list[str]:
    """The claimants of a text field."""
    return [name for one in typed.split(";") if (name := " ".join(one.split()))]


def in_words(name: str, value: str) -> str:
    """A fact, given as `editing.facts` gives it, as people read it."""
    if name == "kind":
        return str(dict(Kind.choices).get(value, value))
    if name == "claimants":
        return value or "The document itself"
    if name.endswith("_on"):
        on = _day(value)
        return date_format(on, "j F Y") if on else value or "No date"
    return value


def _day(value: str) -> dt.date | None:
    try:
        return parse_date(value)
    except ValueError:
        return None


def _claimants(**options: Any) -> forms.CharField:
    return forms.CharField(
        required=False,
        help_text=CLAIMANTS,
        widget=forms.TextInput(attrs={"list": "claimants-here", "autocomplete": "off"}),
        **options,
    )


@dataclass(frozen=True)
class Version:
    """A field as it is now and as it was typed, in `pieces`: "out" is now, "in" was typed.

    `is_left` where whoever typed had not touched it.
    """

    label: str
    pieces: list[wording.Piece]
    is_left: bool


class _ComparedForm(ActionForm):
    """A form about a wording. When somebody else saved first, it shows theirs beside what was
    typed, and from there on it is on the present one.
    """

    # Filled when somebody else saved first.
    versions: list[Version] = []

    def compare(self, claim: Claim, now: dict[str, str], read: dict[str, str]) -> None:
        """Both versions of these fields: as the claim has them, and as they were typed.

        What its writer had not touched since they `read` it is taken over; what they typed stays
        as they typed it.
        """
        self.versions = list(self._versions(now, read))
        self.conflict = f"{_who_edited(claim)} edited this claim meanwhile. Compare both versions."
        taken = {name: now[name] for name in now if read.get(name) == self._typed(name)}
        self.data = {**dict(self.data.items()), **taken, "revision": claim.revision}

    def wording_read(self, claim: Claim) -> str | None:
        """The statement on which the form was typed."""
        number = self.cleaned_data["revision"]
        before = claim.revisions.filter(number=number).first()
        return before.statement if before else None

    def _typed(self, name: str) -> str:
        value = str(self.data.get(name, "")).replace("\r\n", "\n").strip()
        return "; ".join(names(value)) if name == "claimants" else value

    def _versions(self, now: dict[str, str], read: dict[str, str]) -> Iterator[Version]:
        for name in now:
            typed = self._typed(name)
            if name not in self.data or typed == now[name]:
                continue
            told, mine = in_words(name, now[name]), in_words(name, typed)
            label = str(self.fields[name].label or name.capitalize())
            pieces = wording.difference(told, mine)
            yield Version(label, pieces, is_left=read.get(name) == typed)


class EditForm(_ComparedForm):
    """Statement and facts of a claim. `facts` are those that the editor read, to tell of others."""

    ids = "edit_%s"
    # How long after `counted_from` it falls due.
    span = ""

    statement = forms.CharField(required=False, widget=words(3))
    kind = forms.ChoiceField(label="Main kind", choices=Kind)
    claimants = _claimants()
    due_on = forms.DateField(label="Due on", required=False, widget=day())
    said_on = forms.DateField(label="Said on", required=False, widget=day())
    # Of a time that counts from something else, the day of that: the due day follows.
    counted_from = forms.DateField(required=False, widget=day())
    yardstick = forms.CharField(label="How would we know?", required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput)
    facts = forms.JSONField(required=False, widget=forms.HiddenInput)

    @classmethod
    def on(cls, claim: Claim, data: Any = None) -> Self:
        read = editing.facts(claim)
        values = {"statement": claim.statement, "revision": claim.revision, "facts": read}
        form = cls(data, initial=read | values)
        form._count(details.of(claim).due)
        return form

    def _count(self, told: Due | None) -> None:
        """Ask when what the claim's words count from was; nothing where they count from nothing."""
        if told is None or told.on or not (told.after or told.span):
            del self.fields["counted_from"]
            return
        field = self.fields["counted_from"]
        field.label = f"{capfirst(told.after)} was on" if told.after else "Day one was on"
        field.help_text = f"The claim says “{told.quote}”: the due day is counted from here."
        self.span = told.span

    def clean_counted_from(self) -> dt.date | None:
        """The due day that follows from the day that was typed."""
        start = self.cleaned_data["counted_from"]
        on = counted(self.span, start) if start else None
        if start and on is None:
            raise ValidationError("No calendar goes that far.")
        return on

    def clean_facts(self) -> dict[str, str] | None:
        facts = self.cleaned_data["facts"]
        if facts is None:
            return None
        known = isinstance(facts, dict) and facts.keys() == set(FACTS)
        if not known or not all(isinstance(value, str) for value in facts.values()):
            raise ValidationError("This form is broken. Reload the page and try again.")
        return facts

    def input(self) -> dict[str, Any]:
        given = super().input()
        read, follows = given.pop("facts"), given.pop("counted_from", None)
        for name in ("claimants", "due_on", "said_on", "yardstick"):
            if not self._is_told(name, read):
                del given[name]
        if follows:
            # A due day that was typed as well was typed on purpose.
            given.setdefault("due_on", follows)
        if "claimants" in given:
            given["claimants"] = names(given["claimants"])
        return given | ({"seen": read} if read else {})

    def _is_told(self, name: str, read: dict[str, str] | None) -> bool:
        """Whether a fact was sent, and as something else than it was when the form was shown."""
        return name in self.data and (read is None or self._typed(name) != read[name])

    def catch_up(self, claim: Claim) -> None:
        """Show both versions; from here on the form is on the present one."""
        if not isinstance(self.refusal, editing.Stale):
            return
        facts = editing.facts(claim)
        now = {"statement": claim.statement, **{name: facts[name] for name in FACTS}}
        self.compare(claim, now, self._read(claim))
        self.data = {**self.data, "facts": json.dumps(facts)}

    def _read(self, claim: Claim) -> dict[str, str]:
        """What the form said before anybody typed in it."""
        read = dict(self.cleaned_data["facts"] or {})
        before = self.wording_read(claim)
        return read if before is None else read | {"statement": before}


def _who_edited(claim: Claim) -> str:
    rows = claim.events.filter(action__in=("claim.edited", "claim.split")).for_history()
    last = rows.first()
    return last.by.name if last and last.by else "Somebody"


class _PickedForm(ActionForm):
    """Words picked in a document: where they stand, which what is wrong with the quote tells."""

    aliases = {"start": "quote", "end": "quote"}

    start = forms.IntegerField(
        required=False, widget=forms.HiddenInput(attrs={"data-pick": "start"})
    )
    end = forms.IntegerField(required=False, widget=forms.HiddenInput(attrs={"data-pick": "end"}))


class SplitForm(_ComparedForm, _PickedForm):
    """A second claim out of the words of a first."""

    ids = "split_%s"
    aliases = {**_PickedForm.aliases, "document": "quote"}

    quote = forms.CharField(
        label="Words of the second claim",
        required=False,
        widget=words(2, **{"data-pick": "quote"}),
        help_text="Select them in the text, or copy them from it.",
    )
    statement = forms.CharField(
        label="What the second claim says",
        required=False,
        widget=words(2, **{"data-pick": "statement"}),
    )
    keeps = forms.CharField(
        label="What the first claim says from now on", required=False, widget=words(2)
    )
    kind = forms.ChoiceField(label="Kind of the second claim", choices=Kind)
    document = forms.ModelChoiceField(
        Document.objects.none(), widget=forms.HiddenInput(attrs={"data-pick": "document"})
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def on(cls, claim: Claim, data: Any = None) -> Self:
        here = list(dict.fromkeys(place.document_id for place in claim.occurrences.all()))
        form = cls(
            data,
            initial={
                "keeps": claim.statement,
                "kind": claim.kind,
                "revision": claim.revision,
                "document": next(iter(here), None),
            },
        )
        chosen = form.fields["document"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = Document.objects.visible().filter(pk__in=here)
        return form

    def catch_up(self, claim: Claim) -> None:
        """Show both wordings of the first claim, and keep the present one if none was typed."""
        if isinstance(self.refusal, editing.Stale):
            before = self.wording_read(claim)
            read = {} if before is None else {"keeps": before}
            self.compare(claim, {"keeps": claim.statement}, read)


class MergeForm(ActionForm):
    """Which claim says the same and stays."""

    ids = "merge_%s"

    into = forms.ModelChoiceField(
        Claim.objects.none(),
        error_messages={
            "required": "Choose the claim that stays.",
            "invalid_choice": "This claim can’t take another one in any more. Choose again.",
        },
    )

    @classmethod
    def on(cls, claim: Claim, data: Any = None) -> Self:
        form = cls(data)
        chosen = form.fields["into"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = Claim.objects.visible().exclude(pk=claim.pk)
        return form


class TagForm(ActionForm):
    """Tags to put on, commas between them, or one to take off."""

    ids = "tag_%s"
    aliases = {"tags": "add", "remove": "add"}

    add = forms.CharField(
        label="Add a tag",
        required=False,
        widget=forms.TextInput(attrs={"list": "tags-known", "autocomplete": "off"}),
    )
    remove = forms.CharField(required=False, widget=forms.HiddenInput)

    def input(self) -> dict[str, Any]:
        given = super().input()
        added = [tag for one in given["add"].split(",") if (tag := one.strip())]
        return {"add": added, "remove": [given["remove"]] if given["remove"] else []}


class AddClaimForm(_PickedForm):
    """A claim that the engine missed, by the words of the document that make it."""

    ids = "add_%s"

    quote = forms.CharField(
        label="Its words in the document",
        required=False,
        widget=words(3, **{"data-pick": "quote"}),
        help_text="Select them in the text, or copy them from it.",
    )
    statement = forms.CharField(
        label="The claim, so that it stands alone",
        required=False,
        widget=words(3, **{"data-pick": "statement"}),
    )
    kind = forms.ChoiceField(choices=Kind, initial=Kind.STATEMENT)
    claimants = _claimants(label="Who claims it")

    def input(self) -> dict[str, Any]:
        given = super().input()
        return given | {"claimants": names(given["claimants"])}
