"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

admin.site.site_title = _("Back Rehab")
admin.site.site_header = _("Back Rehab: for operators")
admin.site.index_title = _("What you may see and change")

urlpatterns = [
    path("", include("backrehab.web.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "backrehab.web.views.errors.bad_request"
handler500 = "backrehab.web.outage.server_error"
# Asked for by allauth, whose limits these are.
handler429 = "backrehab.web.views.errors.too_often"
