"""The card: a fact-check in a few words, for a frame on somebody else's page."""

from __future__ import annotations

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.clickjacking import xframe_options_exempt

from claims.models import Publication
from claims.public import embedding
from claims.public.conditional import conditional
from claims.public.doors import newest
from claims.requests import DeskRequest

# The one page that others may frame. It loads a style sheet and does nothing.
POLICY = (
    "default-src 'none'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors *"
)
# So soon do all frames show what was corrected or taken back.
FRESH_SECONDS = 60


@xframe_options_exempt
@conditional
def card(request: DeskRequest, claim_id: int) -> HttpResponse:
    """The verdict as it is now; with status 410 that it was retracted, and why.

    It is made without the request, so it knows no visitor, sets no cookie, and is the same for all.
    """
    publication = newest(claim_id)
    is_gone = publication.state == Publication.State.RETRACTED
    context = {
        "newsroom": request.newsroom,
        "publication": publication,
        "check": publication.snapshot,
        "words": embedding.words(publication),
        "address": request.newsroom.absolute(publication.get_absolute_url()),
        "is_gone": is_gone,
    }
    html = render_to_string("claims/card.html", context)
    response = HttpResponse(html, status=410 if is_gone else 200)
    response["Content-Security-Policy"] = POLICY
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response
