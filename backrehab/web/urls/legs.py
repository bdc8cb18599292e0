"""Addresses: pain down the leg, drills with levels, and breaks from sitting."""

from django.urls import URLPattern, path

from backrehab.web.views import breaks, drills, leg_check

urlpatterns: list[URLPattern] = [
    path("leg-check/", leg_check.leg_check, name="leg_check"),
    path("leg-check/done/", leg_check.leg_check_done, name="leg_check_done"),
    path("drills/answer/", drills.drill_answer, name="drill_answer"),
    path("breaks/", breaks.breaks, name="breaks"),
    path("breaks/interval/", breaks.breaks_interval, name="breaks_interval"),
]
