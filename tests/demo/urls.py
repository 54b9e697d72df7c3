"""The site's addresses with those that only a demo has."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from commonbeat.config.urls import handler404, urlpatterns

__all__ = ["handler404", "urlpatterns"]

urlpatterns = [
    *i18n_patterns(path("demo/", include("commonbeat.demo.urls")), prefix_default_language=False),
    *urlpatterns,
]
