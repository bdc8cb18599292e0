"""Addresses: the plain public pages, the start, and the settings."""

from django.urls import URLPattern, path

from backrehab.web.views import public, settings, start

urlpatterns: list[URLPattern] = [
    path("", public.home, name="home"),
    path("about/", public.about, name="about"),
    path("start/", start.start, name="start"),
    path("start/consent/", start.consent, name="start_consent"),
    path("start/declined/", start.declined, name="start_declined"),
    path("start/about/", start.about, name="start_about"),
    path("start/baseline/", start.baseline, name="start_baseline"),
    path("start/schedule/", start.schedule, name="start_schedule"),
    path("start/equipment/", start.equipment, name="start_equipment"),
    path("start/done/", start.done, name="start_done"),
    path("settings/", settings.settings, name="settings"),
    path("settings/schedule/", settings.settings_schedule, name="settings_schedule"),
    path("settings/equipment/", settings.settings_equipment, name="settings_equipment"),
    path("settings/time-zone/", settings.settings_time_zone, name="settings_time_zone"),
    path("settings/about-you/", settings.settings_about, name="settings_about"),
    path("settings/weights/", settings.settings_weights, name="settings_weights"),
    path("settings/consents/", settings.settings_consents, name="settings_consents"),
]
