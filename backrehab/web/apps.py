"""App configuration of web."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The web app."""

    name = "backrehab.web"
