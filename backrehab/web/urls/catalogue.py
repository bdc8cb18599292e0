"""Addresses: the exercise catalogue."""

from django.urls import URLPattern, path

from backrehab.web.views import catalogue

urlpatterns: list[URLPattern] = [
    path("exercises/", catalogue.exercise_list, name="exercise_list"),
    path("exercises/<slug:key>/", catalogue.exercise_detail, name="exercise_detail"),
    path("muscles/", catalogue.muscle_list, name="muscle_list"),
    path("muscles/<slug:key>/", catalogue.muscle_detail, name="muscle_detail"),
]
