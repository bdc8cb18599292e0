"""The reverse proxy in front: it has to say whether the visitor came over TLS. Probes need not."""

import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from backrehab.web.views.errors import setup_fault

FORWARDED = "X-Forwarded-Proto"
VISITORS = "X-Forwarded-For"
# Asked at the port itself by Docker, systemd, Kubernetes or Prometheus, under whatever name the
# process has there. Their answers hold no address of the site, so its name does not matter.
PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
logger = logging.getLogger("backrehab.proxy")


class ProxyMiddleware:
    """A proxy that does not say it would send every visitor round in circles, from https to https.

    Such a request gets a page that names the line that is missing instead; so does one that fewer
    proxies passed on than are declared, where nobody could sign in. A probe that came by no proxy
    is taken as if it had used the site's own address.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on what is fine."""
        direct = FORWARDED not in request.headers
        if direct and request.path in PROBES:
            site = urlsplit(settings.SITE_URL)
            request.META["HTTP_HOST"] = site.netloc
            request.META["HTTP_X_FORWARDED_PROTO"] = site.scheme
        elif direct and settings.HTTPS and settings.TRUSTED_PROXIES:
            logger.error(
                "The proxy in front sends no %s header. Let it set the header (docs/security.md).",
                FORWARDED,
            )
            return setup_fault("proxy")
        elif too_few(request):
            logger.error(
                "TRUSTED_PROXIES is %s, but %s names fewer addresses: each proxy has to add one "
                "(docs/self-hosting.md).",
                settings.TRUSTED_PROXIES,
                VISITORS,
            )
            return setup_fault("proxies")
        return self.get_response(request)


def too_few(request: HttpRequest) -> bool:
    """Whether fewer addresses came than there are proxies; none at all is told from the network."""
    came = request.headers.get(VISITORS) or ""
    return came != "" and len(came.split(",")) < settings.TRUSTED_PROXIES
