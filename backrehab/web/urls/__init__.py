"""The addresses of the pages, one module an area."""

from backrehab.web.urls import catalogue, hip, legs, main, programmes, progress, screening, start

urlpatterns = [
    *main.urlpatterns,
    *start.urlpatterns,
    *screening.urlpatterns,
    *catalogue.urlpatterns,
    *programmes.urlpatterns,
    *hip.urlpatterns,
    *legs.urlpatterns,
    *progress.urlpatterns,
]
