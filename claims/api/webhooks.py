"""Webhooks: who is told of what readers see, and what was sent. For administrators' programs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims import permissions
from claims.api.base import ApiViewSet, read
from claims.api.fields import Choice, Input, Text, refuse_unknown
from claims.api.inputs import MAX_ID
from claims.api.pagination import PARAMETERS
from claims.api.permissions import HasScope, needs
from claims.api.requests import KeyRequest
from claims.models import Attempt, Delivery, EventType, Scope, Webhook
from claims.models.webhook import WebhookQuerySet
from claims.pipeline import webhooks


class WebhookInput(Input):
    """Where to post messages, and of what."""

    name = Text(help_text="What listens there.")
    url = Text(help_text="HTTP or HTTPS, on port 80, 443 or one from 1024 on.")
    types = serializers.ListField(
        child=Choice(EventType, name="EventType"),
        required=False,
        help_text="Not given, or empty: all, and those that come with later versions.",
    )


class PauseWebhookInput(Input):
    reason = Text(required=False, allow_blank=True, max_length=500)


class WebhookOutput(serializers.ModelSerializer):
    """A webhook, and how it does."""

    url = serializers.CharField()
    types = serializers.ListField(
        child=Choice(EventType, name="EventType"), help_text="Empty: all."
    )
    state = Choice(Webhook.State, name="WebhookState")
    paused_because = serializers.CharField(help_text="Empty while it isn’t paused.")
    failing_since = serializers.DateTimeField(
        allow_null=True, help_text="Since when nothing has arrived; null when all is well."
    )

    class Meta:
        model = Webhook
        fields: tuple[str, ...] = (
            "id",
            "name",
            "url",
            "types",
            "state",
            "paused_at",
            "paused_because",
            "failing_since",
            "created_at",
        )


class WebhookWithSecretOutput(WebhookOutput):
    """With the secret that messages are signed with: keep it, no list has it."""

    class Meta(WebhookOutput.Meta):
        fields = (*WebhookOutput.Meta.fields, "secret")


class AttemptOutput(serializers.ModelSerializer):
    """One try, and what came back."""

    status = serializers.IntegerField(allow_null=True, help_text="Null: there was no answer.")
    error = serializers.CharField(help_text="Why there was none, in a sentence.")
    body = serializers.CharField(help_text="The first 2 kB of the answer.")

    class Meta:
        model = Attempt
        fields = ("at", "seconds", "status", "error", "body")


class DeliveryOutput(serializers.ModelSerializer):
    """One event for one webhook."""

    type = Choice(EventType, name="EventType")
    claim = serializers.IntegerField(source="claim_id", allow_null=True)
    message_id = serializers.CharField(help_text="The header `webhook-id`.")
    state = Choice(Delivery.State, name="DeliveryState")
    next_try_at = serializers.DateTimeField(
        source="wake_at", allow_null=True, help_text="Null once it is delivered or given up."
    )

    class Meta:
        model = Delivery
        fields: tuple[str, ...] = (
            "id",
            "message_id",
            "type",
            "claim",
            "state",
            "next_try_at",
            "created_at",
            "settled_at",
        )


class DeliveryWithAttemptsOutput(DeliveryOutput):
    """With its words and every attempt."""

    message = serializers.DictField(help_text="What is posted.")
    attempts = AttemptOutput(many=True)

    class Meta(DeliveryOutput.Meta):
        fields = (*DeliveryOutput.Meta.fields, "message", "attempts")


class ResentOutput(serializers.Serializer):
    deliveries = serializers.IntegerField(help_text="How many are sent again.")


class DeliveryFilters(serializers.Serializer):
    """Query parameters of the log."""

    state = Choice(Delivery.State, name="DeliveryState", required=False)
    type = Choice(EventType, name="EventType", required=False)
    claim = serializers.IntegerField(
        required=False, min_value=1, max_value=MAX_ID, help_text="Id of a claim."
    )


ONE_WEBHOOK = OpenApiParameter("webhook_id", OpenApiTypes.INT, OpenApiParameter.PATH)


class AdministratorsViewSet(ApiViewSet):
    """Views for a key with the scope `act` of an administrator; no cache keeps what they answer."""

    permission_classes = (HasScope,)
    request: KeyRequest

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response


class WebhookViewSet(AdministratorsViewSet):
    """All webhooks but those that were removed."""

    serializer_class = WebhookOutput

    def get_queryset(self) -> WebhookQuerySet:
        return Webhook.objects.kept()

    @extend_schema(summary="Webhooks, newest first")
    @needs(Scope.ACT, permissions.VIEW_WEBHOOK)
    def list(self, request: KeyRequest) -> Response:
        refuse_unknown(request.query_params, PARAMETERS)
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(WebhookOutput(page, many=True).data)

    @extend_schema(summary="One webhook")
    @needs(Scope.ACT, permissions.VIEW_WEBHOOK)
    def retrieve(self, request: KeyRequest, pk: str) -> Response:
        return self._answer(self.get_object())

    @extend_schema(
        summary="Have an address told of what readers see",
        request=WebhookInput,
        responses={201: WebhookWithSecretOutput},
    )
    @needs(Scope.ACT, permissions.ADD_WEBHOOK)
    def create(self, request: KeyRequest) -> Response:
        """The answer has the secret that messages are signed with."""
        webhook = webhooks.add(by=request.user, **read(request, WebhookInput))
        return Response(
            WebhookWithSecretOutput(webhook).data,
            status=status.HTTP_201_CREATED,
            headers={"Location": self.reverse_action("detail", [webhook.pk])},
        )

    @extend_schema(
        summary="Change a webhook’s name, address or types",
        request=WebhookInput,
        responses=WebhookOutput,
    )
    @needs(Scope.ACT, permissions.CHANGE_WEBHOOK)
    def partial_update(self, request: KeyRequest, pk: str) -> Response:
        """What isn’t given stays as it is."""
        webhook = self.get_object()
        webhooks.edit(webhook, by=request.user, **read(request, WebhookInput, partial=True))
        return self._answer(webhook)

    @extend_schema(summary="Remove a webhook", responses={204: None})
    @needs(Scope.ACT, permissions.REMOVE_WEBHOOK)
    def destroy(self, request: KeyRequest, pk: str) -> Response:
        """What waits for it is dropped."""
        webhooks.remove(self.get_object(), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary="Send a test", request=None, responses=DeliveryOutput)
    @action(detail=True, methods=["post"])
    @needs(Scope.ACT, permissions.CHANGE_WEBHOOK)
    def ping(self, request: KeyRequest, pk: str) -> Response:
        """What came of it is told by its delivery, within seconds."""
        delivery = webhooks.ping(self.get_object(), by=request.user)
        return Response(DeliveryOutput(delivery).data)

    @extend_schema(
        summary="Hold back what a webhook would be told",
        request=PauseWebhookInput,
        responses=WebhookOutput,
    )
    @action(detail=True, methods=["post"])
    @needs(Scope.ACT, permissions.CHANGE_WEBHOOK)
    def pause(self, request: KeyRequest, pk: str) -> Response:
        webhook = self.get_object()
        webhooks.pause(webhook, by=request.user, **read(request, PauseWebhookInput))
        return self._answer(webhook)

    @extend_schema(
        summary="Switch a webhook on again",
        request=None,
        responses=WebhookOutput,
    )
    @action(detail=True, methods=["post"])
    @needs(Scope.ACT, permissions.CHANGE_WEBHOOK)
    def resume(self, request: KeyRequest, pk: str) -> Response:
        """What has waited goes out now, in its order."""
        webhook = self.get_object()
        webhooks.resume(webhook, by=request.user)
        return self._answer(webhook)

    @extend_schema(
        summary="Give a webhook a new secret",
        request=None,
        responses=WebhookWithSecretOutput,
    )
    @action(detail=True, methods=["post"], url_path="rotate-secret", url_name="rotate-secret")
    @needs(Scope.ACT, permissions.CHANGE_WEBHOOK)
    def rotate_secret(self, request: KeyRequest, pk: str) -> Response:
        """For 24 hours the former one signs as well."""
        webhook = self.get_object()
        webhooks.rotate_secret(webhook, by=request.user)
        return self._answer(webhook, WebhookWithSecretOutput)

    @extend_schema(
        summary="Send again what was given up",
        request=None,
        responses=ResentOutput,
    )
    @action(detail=True, methods=["post"])
    @needs(Scope.ACT, permissions.CHANGE_WEBHOOK)
    def resend(self, request: KeyRequest, pk: str) -> Response:
        """In its order, under the same ids, but for what was retracted since."""
        count = webhooks.resend_failed(self.get_object(), by=request.user)
        return Response({"deliveries": count})

    def _answer(self, webhook: Webhook, answers: type[WebhookOutput] = WebhookOutput) -> Response:
        """The webhook as it is now."""
        webhook.refresh_from_db()
        return Response(answers(webhook).data)


@extend_schema(parameters=[ONE_WEBHOOK])
class DeliveryViewSet(AdministratorsViewSet):
    """The log of one webhook: what it is told, and what came of each attempt."""

    serializer_class = DeliveryOutput

    def get_queryset(self) -> QuerySet[Delivery]:
        kept = Webhook.objects.kept()
        return Delivery.objects.filter(webhook__in=kept, webhook=self.kwargs.get("webhook_id"))

    @extend_schema(
        summary="What a webhook is told, newest first",
        parameters=[DeliveryFilters],
    )
    @needs(Scope.ACT, permissions.VIEW_WEBHOOK)
    def list(self, request: KeyRequest, webhook_id: str) -> Response:
        webhook = get_object_or_404(Webhook.objects.kept(), pk=webhook_id)
        filters = DeliveryFilters(data=request.query_params)
        refuse_unknown(request.query_params, [*filters.fields, *PARAMETERS])
        filters.is_valid(raise_exception=True)
        rows = webhook.deliveries.filter(**filters.validated_data).defer("payload")
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(DeliveryOutput(page, many=True).data)

    @extend_schema(
        summary="One delivery, with its words and every attempt",
        responses=DeliveryWithAttemptsOutput,
    )
    @needs(Scope.ACT, permissions.VIEW_WEBHOOK)
    def retrieve(self, request: KeyRequest, webhook_id: str, pk: str) -> Response:
        return Response(DeliveryWithAttemptsOutput(self.get_object()).data)

    @extend_schema(
        summary="Send a delivery again",
        request=None,
        responses=DeliveryWithAttemptsOutput,
    )
    @action(detail=True, methods=["post"])
    @needs(Scope.ACT, permissions.CHANGE_WEBHOOK)
    def resend(self, request: KeyRequest, webhook_id: str, pk: str) -> Response:
        """The same words under the same id. Refused while it is on its way, and when what it
        tells was retracted since."""
        delivery = self.get_object()
        webhooks.resend(delivery, by=request.user)
        delivery.refresh_from_db()
        return Response(DeliveryWithAttemptsOutput(delivery).data)
