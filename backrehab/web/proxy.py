"""The reverse proxy in front: it has to say whether the visitor came over TLS."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from backrehab.web.views.errors import setup_fault

FORWARDED = "X-Forwarded-Proto"
logger = logging.getLogger("backrehab.proxy")


class ProxyMiddleware:
    """A proxy that does not say it would send every visitor round in circles, from https to https.

    Such a request gets a page that names the line that is missing instead.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on what is fine."""
        if settings.HTTPS and settings.TRUSTED_PROXIES and FORWARDED not in request.headers:
            logger.error(
                "The proxy in front sends no %s header. Let it set the header (docs/security.md).",
                FORWARDED,
            )
            return setup_fault("proxy")
        return self.get_response(request)
