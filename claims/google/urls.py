"""The addresses, which are Google's."""

from django.urls import path, re_path

from claims.google.views import GoogleViewSet

EVERY = ("get", "post", "put", "patch", "delete")

search = GoogleViewSet.as_view({"get": "search", "options": "preflight"})
describe = GoogleViewSet.as_view({"get": "describe", "options": "preflight"})
nothing = GoogleViewSet.as_view(dict.fromkeys(EVERY, "nothing"))

urlpatterns = [
    path("v1alpha1/claims:search", search, name="google-search"),
    path("$discovery/rest", describe, name="google-discovery"),
    re_path(r"^v1alpha1/.*$", nothing),
]
