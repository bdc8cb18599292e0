"""Addresses: the screening and urgent help."""

from django.urls import URLPattern, path

from backrehab.web.views import screening

urlpatterns: list[URLPattern] = [
    path("help/urgent/", screening.urgent_help, name="urgent_help"),
    path("screening/", screening.screening, name="screening"),
    path("screening/result/", screening.screening_result, name="screening_result"),
    path(
        "screening/result/<uuid:public_id>/read/",
        screening.screening_acknowledge,
        name="screening_acknowledge",
    ),
    path("screening/note/", screening.screening_note, name="screening_note"),
    path("screening/cleared/", screening.screening_cleared, name="screening_cleared"),
    # The names of the steps say nothing about the answers: addresses end up in server logs.
    path("screening/<slug:step>/", screening.screening_step, name="screening_step"),
]
