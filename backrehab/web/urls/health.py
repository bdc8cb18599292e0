"""Addresses: for programs that watch over the site; without a slash, as these programs expect."""

from django.urls import URLPattern, path

from backrehab.web.views import health

urlpatterns: list[URLPattern] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]
