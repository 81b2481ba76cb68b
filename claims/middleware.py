"""What every request gets: the newsroom it is for, and what browsers may do with the answer."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from claims.models import Newsroom
from claims.public import limits
from claims.requests import DeskRequest

GetResponse = Callable[[HttpRequest], HttpResponse]

# Everything comes from our own address. The inline exception is for style attributes only.
POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
# The admin's scripts are inline and evaluate expressions.
LENIENT = POLICY.replace("style-src", "script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src")
LENIENT_PATH = "/admin/"


class ContentSecurityPolicyMiddleware:
    """Send `POLICY`, so that a hole in our escaping is still no way to run a script."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        lenient = request.path.startswith(LENIENT_PATH)
        response.headers.setdefault("Content-Security-Policy", LENIENT if lenient else POLICY)
        return response


class PublicMiddleware:
    """Let scripts on pages of others read what is public (CORS), as any other program may, and
    nobody ask for more than their share of it.

    Nobody's cookies and no key go with such requests: browsers send none where everybody may
    ask, and a script that wants to add a key is told that it can't.
    """

    # What is for programs, and counted as the API is, which counts by itself.
    COUNTED = (
        "/fact-checks/feed",
        "/corrections/feed",
        "/promises/feed",
        "/promises/due/feed",
        "/oembed",
        "/sitemap",
    )
    # What answers everybody alike. Everything else is for pages of our own alone.
    BELOW = (
        "/api/v1/verdicts/",
        "/api/v1/corrections/",
        "/api/v1/publications/",
        "/api/schema/",
        "/datafeed.json",
        *COUNTED,
    )
    # Besides those that every script may send: the ones that make a request conditional.
    HEADERS = "If-None-Match, If-Modified-Since"

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(self.BELOW):
            return self.get_response(request)
        asks_first = "Access-Control-Request-Method" in request.headers
        if request.method == "OPTIONS" and asks_first:
            response = HttpResponse(status=204)
            response["Access-Control-Allow-Methods"] = "GET, HEAD"
            response["Access-Control-Allow-Headers"] = self.HEADERS
            response["Access-Control-Max-Age"] = "86400"
        else:
            response = self._answer(request)
            response["Access-Control-Expose-Headers"] = "*"
        response["Access-Control-Allow-Origin"] = "*"
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(self.COUNTED):
            return limits.counted(request, self.get_response)
        return self.get_response(request)


class NewsroomMiddleware:
    """Put the newsroom on the request, and its time zone round whoever answers it.

    The health checks go without: they must answer when the database does not.
    """

    EXEMPT = ("/healthz", "/readyz", "/static/")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: DeskRequest) -> HttpResponse:
        if request.path.startswith(self.EXEMPT):
            return self.get_response(request)
        request.newsroom = Newsroom.current()
        with timezone.override(request.newsroom.tzinfo):
            return self.get_response(request)
