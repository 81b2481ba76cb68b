"""The addresses of the API: version 1, its schema, and a page to read it on."""

from functools import cache
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.templatetags.static import static
from django.urls import include, path, re_path
from django.utils.encoding import force_bytes
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from claims.api import conditions
from claims.api.base import Door, Nothing
from claims.api.claims import AlertViewSet, ClaimViewSet
from claims.api.documents import DocumentViewSet
from claims.api.exports import ExportViewSet
from claims.api.fields import refuse_unknown
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


FORMS = {form.media_type: form for form in SpectacularAPIView.renderer_classes}


@cache
def _written(media_type: str) -> tuple[bytes, str]:
    """The schema in this form, and its ETag. Making it takes a third of a second, and nothing that
    is in it changes while a process runs."""
    whole = SchemaGenerator().get_schema(request=None, public=True)
    content = force_bytes(FORMS[media_type]().render(whole, renderer_context={}))
    return content, conditions.etag(content)


class Schema(Door, SpectacularAPIView):
    """What the API says of itself, which is the same for everybody."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        refuse_unknown(request.query_params, ("format",))

    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = request.accepted_renderer
        content, etag = _written(form.media_type)
        response = conditions.instead(request, etag)
        if response is None:
            charset = f"; charset={form.charset}" if form.charset else ""
            response = HttpResponse(content, content_type=f"{form.media_type}{charset}")
            name = self._get_filename(request, None)
            response["Content-Disposition"] = f'inline; filename="{name}"'
        response["ETag"] = etag
        return response


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
