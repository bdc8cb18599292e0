"""Addresses: progress in charts."""

from django.urls import URLPattern, path

from backrehab.web.views import progress

urlpatterns: list[URLPattern] = [
    path("progress/", progress.progress, name="progress"),
    path("progress/tables/", progress.tables, name="progress_tables"),
    path("progress/print/", progress.print_weeks, name="progress_print"),
]
