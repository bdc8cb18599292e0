"""The security headers that Django does not send by itself, on every answer."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

# Every feature that a browser knows and these pages do without. Those they use are named below.
REFUSED_FEATURES = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "compute-pressure",
    "cross-origin-isolated",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "keyboard-map",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "otp-credentials",
    "payment",
    "picture-in-picture",
    "private-state-token-issuance",
    "private-state-token-redemption",
    "serial",
    "storage-access",
    "sync-xhr",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)
# The timer keeps the screen on; passkeys are made and used.
OWN_FEATURES = ("publickey-credentials-create", "publickey-credentials-get", "screen-wake-lock")
PERMISSIONS_POLICY = ", ".join(
    [f"{name}=()" for name in REFUSED_FEATURES] + [f"{name}=(self)" for name in OWN_FEATURES]
)

HEADERS = {
    # No other site may load anything from here, not even a picture.
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    # Django sends these two as well, but not on answers to a wrong host name.
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class SecurityHeadersMiddleware:
    """Outermost, so that static files, redirects and refusals carry the headers too.

    Only public pages of our own may be found by search engines.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then add what is missing."""
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        # Only a page may ask for features; a kilobyte on each file would be for nothing.
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
        if not _may_be_found(request, response):
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> None:
        """Remember whether this is a public page of our own."""
        ours = view_func.__module__.startswith("backrehab.")
        public = ours and not getattr(view_func, "login_required", True)
        request.is_public_page = public  # type: ignore[attr-defined]


def _may_be_found(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether this is what everybody gets to see, and not a page of somebody signed in."""
    if not getattr(request, "is_public_page", False) or response.status_code != 200:
        return False
    return not request.user.is_authenticated
