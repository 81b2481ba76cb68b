"""Webhooks: who is told of what readers see, the log of what was sent, and sending it again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from claims import permissions
from claims.admin.actions import DecidesMixin, Decision
from claims.admin.base import (
    MUTED,
    FactcheckAdmin,
    RefusesPolitely,
    ShownAdmin,
    ShownInline,
    as_json,
    badge,
    link,
    list_link,
    moment,
    verbatim,
    without,
)
from claims.models import Attempt, Delivery, EventType, Webhook
from claims.models.webhook import SUBSCRIBABLE
from claims.pipeline import addresses, webhooks
from claims.requests import person

STATE_COLOURS = {"active": "success", "paused": "danger", "failing": "warning"}
DELIVERY_COLOURS = {
    "waiting": "info",
    "sending": "primary",
    "delivered": "success",
    "failed": "danger",
}


class WebhookForm(forms.ModelForm):
    # Text, so that what is wrong is said by the pipeline and not by the browser alone.
    url = forms.CharField(
        label="Address",
        max_length=2000,
        widget=UnfoldAdminTextInputWidget,
        help_text="Where messages are posted: https://cms.example.org/hooks/fact-checks",
    )
    types = forms.MultipleChoiceField(
        label="Is told when a fact-check is",
        required=False,
        choices=[(kind, EventType(kind).label) for kind in SUBSCRIBABLE],
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text=Webhook._meta.get_field("types").help_text,
    )

    class Meta:
        model = Webhook
        fields = ("name", "url", "types")

    def clean(self) -> dict[str, Any]:
        """Shows beside the fields what the pipeline would refuse."""
        cleaned = super().clean() or self.cleaned_data
        return cleaned | webhooks.check(**cleaned)


class PauseForm(forms.Form):
    reason = forms.CharField(
        max_length=500, required=False, widget=UnfoldAdminTextareaWidget({"rows": 3})
    )


PING = Decision(
    title="Send a test",
    button="Send it",
    done="sent a test",
    act=webhooks.ping,
    explanation="A message of the type webhook.ping goes out now. What came of it is in the log "
    "below, within seconds.",
)
PAUSE = Decision(
    title="Pause",
    button="Pause",
    done="paused",
    act=webhooks.pause,
    form=PauseForm,
    explanation="What happens meanwhile waits, for 14 days at most, and goes out in its order once "
    "it is switched on again.",
)
RESUME = Decision(
    title="Switch on again",
    button="Switch on",
    done="switched on",
    act=webhooks.resume,
    explanation="What has waited goes out now, in its order.",
)
ROTATE = Decision(
    title="Make a new secret",
    button="Make a new secret",
    done="given a new secret",
    act=webhooks.rotate_secret,
    explanation="For 24 hours the former one signs as well: time to change it at the receiver.",
)
RESEND_FAILED = Decision(
    title="Send again what was given up",
    button="Send again",
    done="told again",
    act=webhooks.resend_failed,
    explanation="In its order and under the same ids, but for what was retracted since.",
)
REMOVE = Decision(
    title="Remove",
    button="Remove",
    done="removed",
    act=webhooks.remove,
    danger=True,
    explanation="It is told nothing more, and what waits for it is dropped.",
)
RESEND = Decision(
    title="Send again",
    button="Send again",
    done="sent again",
    act=webhooks.resend,
    explanation="The same words under the same id, so that a receiver can tell that it had them.",
)


class Shows:
    """What lists and pages say of a delivery."""

    @display(description="State", ordering="state")
    def status(self, row: Delivery) -> SafeString:
        return badge(row.state, row.get_state_display(), DELIVERY_COLOURS)

    @display(description="Claim")
    def claim_link(self, row: Delivery) -> str:
        return link(row.claim)

    @display(description="Written", ordering="created_at")
    def written(self, row: Delivery) -> SafeString | str:
        return moment(row.created_at)

    @display(description="Last answer")
    def last_answer(self, row: Any) -> str:
        return str(row.last_status or row.last_error or "")

    @display(description="Next try", ordering="wake_at")
    def next_try(self, row: Delivery) -> SafeString | str:
        return moment(row.wake_at)


def _with_last_answer(rows: QuerySet) -> QuerySet:
    last = Attempt.objects.filter(delivery=OuterRef("pk")).order_by("-id")
    return rows.annotate(
        last_status=Subquery(last.values("status")[:1]),
        last_error=Subquery(last.values("error")[:1]),
    )


class DeliveryInline(Shows, ShownInline):
    model = Delivery
    verbose_name_plural = "Log"
    ordering = ("-id",)
    fields = ("what", "claim_link", "status", "last_answer", "written", "next_try")
    show_change_link = False

    @display(description="Type")
    def what(self, row: Delivery) -> str:
        return link(row, row.get_type_display())

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("claim")
        return _with_last_answer(rows.defer("payload", "claim__search", "claim__details"))


class AttemptInline(ShownInline):
    model = Attempt
    fields = ("when", "status", "took", "error", "answer")
    show_change_link = False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return tuple(self.fields)

    @display(description="At")
    def when(self, row: Attempt) -> str:
        return f"{timezone.localtime(row.at):%Y-%m-%d %H:%M:%S}"

    @display(description="Took")
    def took(self, row: Attempt) -> str:
        return "" if row.seconds is None else f"{row.seconds:.2f} s"

    @display(description="Answer")
    def answer(self, row: Attempt) -> SafeString:
        return verbatim(row.body)


@admin.register(Webhook)
class WebhookAdmin(RefusesPolitely, DecidesMixin, FactcheckAdmin):
    """Each button is one function of the pipeline, and asks first."""

    list_display = ("name", "site", "told_of", "status", "open_now", "given_up")
    list_filter = ("state",)
    search_fields = ("name", "url")
    ordering = ("name", "id")
    form = WebhookForm
    warn_unsaved_form = True
    inlines = (DeliveryInline,)
    actions_detail = ("ping", "resume", "resend_failed", "rotate", "pause", "remove")
    add_fieldsets = ((None, {"fields": ("name", "url", "types")}),)
    fieldsets = (
        (None, {"fields": ("name", "url", "types")}),
        ("State", {"fields": ("status", "why", "failing", "deliveries_link")}),
        ("Secret", {"fields": ("secret_shown", "former")}),
    )
    readonly_fields = ("status", "why", "failing", "deliveries_link", "secret_shown", "former")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        is_open = Q(deliveries__state__in=Delivery.OPEN)
        is_failed = Q(deliveries__state=Delivery.State.FAILED)
        return rows.exclude(state=Webhook.State.REMOVED).annotate(
            open_count=Count("deliveries", filter=is_open),
            failed_count=Count("deliveries", filter=is_failed),
        )

    def get_fieldsets(self, request: HttpRequest, obj: Webhook | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if obj else without(fieldsets, "State", "Secret")

    def get_inlines(self, request: HttpRequest, obj: Webhook | None) -> Any:
        return super().get_inlines(request, obj) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not in Django's way, which would take the log along: there is a button."""
        return False

    def has_remove_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(permissions.REMOVE_WEBHOOK)

    def save_model(
        self, request: HttpRequest, obj: Webhook, form: forms.ModelForm, change: bool
    ) -> None:
        if change:
            values = {name: form.cleaned_data[name] for name in form.changed_data}
            webhooks.edit(obj, by=person(request), **values)
        else:
            obj.pk = webhooks.add(by=person(request), **form.cleaned_data).pk

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """A webhook is one row, and its log is read only."""

    def construct_change_message(self, *args: Any, **kwargs: Any) -> list[Any]:
        """The Event says it; Django's own would look for changes of the log."""
        return []

    def response_add(
        self, request: HttpRequest, obj: Webhook, post_url_continue: str | None = None
    ) -> HttpResponse:
        """To its page, where the secret is."""
        messages.success(request, f"“{obj.name}” is told from now on. Its secret is below.")
        return redirect("admin:claims_webhook_change", obj.pk)

    @display(description="Site")
    def site(self, row: Webhook) -> str:
        return addresses.host(row.url)

    @display(description="Is told of")
    def told_of(self, row: Webhook) -> str:
        kinds = [kind.removeprefix("publication.").replace("_", " ") for kind in row.types]
        return ", ".join(kinds) or "everything"

    @display(description="State", ordering="state")
    def status(self, row: Webhook) -> SafeString:
        if row.state == Webhook.State.ACTIVE and row.failing_since:
            return badge("failing", "Failing", STATE_COLOURS)
        return badge(row.state, row.get_state_display(), STATE_COLOURS)

    @display(description="Waiting", ordering="open_count")
    def open_now(self, row: Any) -> SafeString | str:
        return row.open_count and list_link(
            "delivery", str(row.open_count), webhook__id__exact=row.pk, state__exact="waiting"
        )

    @display(description="Given up", ordering="failed_count")
    def given_up(self, row: Any) -> SafeString | str:
        return row.failed_count and list_link(
            "delivery", str(row.failed_count), webhook__id__exact=row.pk, state__exact="failed"
        )

    @display(description="Paused")
    def why(self, row: Webhook) -> SafeString | str:
        if row.state != Webhook.State.PAUSED:
            return "No"
        who = row.paused_by.name if row.paused_by else "Factcheck"
        return format_html("{}, by {}. {}", moment(row.paused_at), who, row.paused_because)

    @display(description="Failing since")
    def failing(self, row: Webhook) -> SafeString | str:
        return moment(row.failing_since) or "It isn’t."

    @display(description="Deliveries")
    def deliveries_link(self, row: Any) -> SafeString:
        words = f"{row.open_count} waiting, {row.failed_count} given up"
        return list_link("delivery", words, webhook__id__exact=row.pk)

    @display(description="Secret")
    def secret_shown(self, row: Webhook) -> SafeString:
        # One click chooses all of it, to be copied.
        style = "user-select: all; overflow-wrap: anywhere"
        return format_html('<code style="{}">{}</code>', style, row.secret)

    @display(description="Former secret")
    def former(self, row: Webhook) -> SafeString | str:
        if len(row.secrets()) == 1:
            return "None"
        words = "signs as well until"
        return format_html(
            '<span class="{}">{}</span> {}', MUTED, words, moment(row.secret_before_until)
        )

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        row: Any = self.get_object(request, object_id)
        if row is None:
            return []
        is_active = row.state == Webhook.State.ACTIVE
        useless = {"resume"} if is_active else {"ping", "pause"}
        useless |= set() if row.failed_count else {"resend_failed"}
        buttons = super().get_actions_detail(request, object_id)
        return [one for one in buttons if one.path not in useless]

    @action(description="Send a test", permissions=["change"], icon="send")
    def ping(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.decide_one(request, object_id, PING)

    @action(
        description="Switch on again",
        permissions=["change"],
        variant=ActionVariant.PRIMARY,
        icon="play_arrow",
    )
    def resume(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.decide_one(request, object_id, RESUME)

    @action(description="Send again what was given up", permissions=["change"], icon="replay")
    def resend_failed(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.decide_one(request, object_id, RESEND_FAILED)

    @action(description="New secret…", permissions=["change"], icon="key")
    def rotate(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.decide_one(request, object_id, ROTATE)

    @action(description="Pause…", permissions=["change"], icon="pause")
    def pause(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.decide_one(request, object_id, PAUSE)

    @action(
        description="Remove…",
        permissions=["remove"],
        variant=ActionVariant.DANGER,
        icon="delete",
    )
    def remove(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.decide_one(request, object_id, REMOVE)


@admin.register(Delivery)
class DeliveryAdmin(Shows, DecidesMixin, ShownAdmin):
    list_display = (
        "type",
        "webhook_link",
        "claim_link",
        "status",
        "last_answer",
        "written",
        "next_try",
    )
    list_filter = ("state", "webhook", "type", "created_at")
    list_select_related = ("webhook", "claim")
    search_fields = ("message_id__startswith",)
    search_help_text = "A webhook-id, or its beginning"
    ordering = ("-id",)
    long_fields = ("payload", "claim__search", "claim__details")
    inlines = (AttemptInline,)
    actions = ("resend_selected",)
    actions_detail = ("resend",)
    fieldsets = (
        (None, {"fields": ("type", "webhook_link", "claim_link", "event_link", "message_id")}),
        ("State", {"fields": ("status", "tries", "next_try", "written", "settled")}),
        ("Message", {"fields": ("payload_shown",), "classes": ("collapse",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return _with_last_answer(super().get_queryset(request))

    def has_resend_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(permissions.CHANGE_WEBHOOK)

    @display(description="Webhook", ordering="webhook")
    def webhook_link(self, row: Delivery) -> str:
        return link(row.webhook)

    @display(description="Settled")
    def settled(self, row: Delivery) -> SafeString | str:
        return moment(row.settled_at)

    @display(description="Event")
    def event_link(self, row: Delivery) -> str:
        return link(row.event)

    @display(description="Message")
    def payload_shown(self, row: Delivery) -> SafeString:
        return as_json(row.message())

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        row = self.get_object(request, object_id)
        if row is None or row.state in Delivery.OPEN:
            return []
        return super().get_actions_detail(request, object_id)

    @action(description="Send again", permissions=["resend"])
    def resend_selected(self, request: HttpRequest, rows: QuerySet) -> HttpResponse | None:
        return self.decide(request, rows, RESEND)

    @action(description="Send again", permissions=["resend"], icon="replay")
    def resend(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.decide_one(request, object_id, RESEND)
