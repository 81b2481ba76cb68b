"""The addresses of the API: version 1, its schema, and a page to read it on."""

from typing import Any

from django.templatetags.static import static
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from claims.api.base import Door, Nothing
from claims.api.claims import AlertViewSet, ClaimViewSet
from claims.api.documents import DocumentViewSet
from claims.api.exports import ExportViewSet
from claims.api.lists import (
    ClaimantViewSet,
    EventViewSet,
    ExtractionViewSet,
    OccurrenceViewSet,
    SourcesViewSet,
)
from claims.api.publications import PublicationViewSet
from claims.api.published import CorrectionViewSet, PublishedViewSet
from claims.api.verdicts import AnyVerdictViewSet, ReplyViewSet, SourceViewSet, VerdictViewSet
from claims.api.webhooks import DeliveryViewSet, WebhookViewSet

app_name = "api"

router = SimpleRouter()
router.register("verdicts", PublishedViewSet, "verdict")
router.register("corrections", CorrectionViewSet, "correction")
router.register("publications", PublicationViewSet, "publication")
router.register("documents", DocumentViewSet, "document")
router.register("extractions", ExtractionViewSet, "extraction")
router.register("claims", ClaimViewSet, "claim")
router.register("occurrences", OccurrenceViewSet, "occurrence")
router.register("claimants", ClaimantViewSet, "claimant")
router.register("claims/-/verdicts", AnyVerdictViewSet, "any-verdict")
router.register("sources", SourcesViewSet, "source")
router.register("events", EventViewSet, "event")
router.register("exports", ExportViewSet, "export")
CLAIM = r"claims/(?P<claim_id>[0-9]{1,19})"
VERDICT = rf"{CLAIM}/verdicts/(?P<verdict_id>[0-9]{{1,19}})"
router.register(f"{CLAIM}/alerts", AlertViewSet, "claim-alert")
router.register(f"{CLAIM}/verdicts", VerdictViewSet, "claim-verdict")
router.register(f"{VERDICT}/sources", SourceViewSet, "verdict-source")
router.register(f"{VERDICT}/replies", ReplyViewSet, "verdict-reply")
WEBHOOK = r"webhooks/(?P<webhook_id>[0-9]{1,19})"
router.register("webhooks", WebhookViewSet, "webhook")
router.register(f"{WEBHOOK}/deliveries", DeliveryViewSet, "webhook-delivery")


class Schema(Door, SpectacularAPIView):
    """What the API says of itself."""


class Reference(Door, SpectacularSwaggerSplitView):
    """The schema as a page, its script apart, and its icon from here rather than from a CDN."""

    schema = None
    url_name = "api:schema"

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response = super().get(request, *args, **kwargs)
        icon = "drf_spectacular_sidecar/swagger-ui-dist/favicon-32x32.png"
        response.data |= {"favicon_href": static(icon)}
        return response


urlpatterns = [
    path("v1/", include(router.urls)),
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", Reference.as_view(), name="docs"),
    re_path("", Nothing.as_view()),
]
