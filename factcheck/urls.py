"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from factcheck import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("api/", include("claims.api.urls")),
    path("", include("claims.google.urls")),
    path("", include("claims.desk.urls")),
]

handler400 = "claims.api.errors.bad_request"
handler500 = "claims.api.errors.server_error"
