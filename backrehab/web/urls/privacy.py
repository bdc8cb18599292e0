"""Addresses: privacy, in plain words and as buttons."""

from django.urls import URLPattern, path

from backrehab.web.views import privacy, settings

urlpatterns: list[URLPattern] = [
    path("privacy/", privacy.privacy, name="privacy"),
    path("privacy/download/", privacy.download, name="privacy_download"),
    path("privacy/delete/", privacy.delete, name="privacy_delete"),
    path("privacy/keep/", privacy.keep, name="privacy_keep"),
    path("privacy/deleted/", privacy.deleted, name="privacy_deleted"),
    path("privacy/withdraw/", privacy.withdraw, name="privacy_withdraw"),
    path("settings/numbers/", settings.settings_numbers, name="settings_numbers"),
    path("settings/access/", privacy.access, name="settings_access"),
]
