"""Addresses: for programs that look at the site."""

from django.urls import URLPattern, path

from backrehab.web.views import robots

urlpatterns: list[URLPattern] = [
    path("robots.txt", robots.robots, name="robots"),
    path(".well-known/security.txt", robots.security_txt, name="security_txt"),
]
