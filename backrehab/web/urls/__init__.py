"""The addresses of the pages, one module an area."""

from backrehab.web.urls import (
    account,
    catalogue,
    health,
    hip,
    legs,
    main,
    offline,
    privacy,
    programmes,
    progress,
    robots,
    screening,
    start,
)

urlpatterns = [
    *main.urlpatterns,
    *account.urlpatterns,
    *start.urlpatterns,
    *screening.urlpatterns,
    *catalogue.urlpatterns,
    *programmes.urlpatterns,
    *hip.urlpatterns,
    *legs.urlpatterns,
    *progress.urlpatterns,
    *privacy.urlpatterns,
    *offline.urlpatterns,
    *robots.urlpatterns,
    *health.urlpatterns,
]
