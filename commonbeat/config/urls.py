"""Which face answers which address."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

# Whoever opens these may be anybody: they exist nowhere but in the demo.
demo_pages = [path("demo/", include("commonbeat.demo.urls"))] if settings.IS_DEMO else []

urlpatterns = [
    path("", include("commonbeat.faces.peers.urls")),
    path("officer/", include("commonbeat.faces.officer.urls")),
    *i18n_patterns(
        *demo_pages,
        path("sign-in/", include("commonbeat.faces.signin_urls")),
        path("desk/", include("commonbeat.faces.desk.urls")),
        path("", include("commonbeat.faces.public.urls")),
        prefix_default_language=False,
    ),
]

handler400 = "commonbeat.faces.errors.bad_request"
handler403 = "commonbeat.faces.errors.forbidden"
handler404 = "commonbeat.faces.errors.not_found"
handler500 = "commonbeat.faces.errors.server_error"
