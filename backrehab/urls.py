"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("backrehab.web.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "backrehab.web.views.errors.bad_request"
handler500 = "backrehab.web.outage.server_error"
# Asked for by allauth, whose limits these are.
handler429 = "backrehab.web.views.errors.too_often"
