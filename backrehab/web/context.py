"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Facts of this installation."""
    return {
        "operator_contact": settings.OPERATOR_CONTACT,
        "development": settings.DEVELOPMENT,
        # The pages of allauth belong to the settings; other views name their section themselves.
        "section": "settings" if request.path.startswith("/accounts/") else "",
    }
