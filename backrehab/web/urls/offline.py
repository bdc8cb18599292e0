"""Addresses: what makes the site work without a network."""

from django.urls import URLPattern, path

from backrehab.web.views import offline

urlpatterns: list[URLPattern] = [
    path("sw.js", offline.service_worker, name="service_worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("offline/", offline.no_signal, name="no_signal"),
    path("today/offline/", offline.today_offline, name="today_offline"),
    path("waiting/", offline.waiting, name="waiting"),
    path("waiting/who/", offline.waiting_who, name="waiting_who"),
    path("waiting/send/", offline.waiting_send, name="waiting_send"),
]
