"""Addresses: the programmes, and how much time a day."""

from django.urls import URLPattern, path

from backrehab.web.views import programmes

urlpatterns: list[URLPattern] = [
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/minutes/", programmes.choose_minutes, name="programmes_minutes"),
    path("programmes/<slug:key>/", programmes.programme, name="programme"),
    path("programmes/<slug:key>/<slug:change>/", programmes.change, name="programme_change"),
]
