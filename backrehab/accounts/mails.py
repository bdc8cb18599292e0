"""Mails about the account itself; neither subject nor text says anything about health."""

import logging
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)


def send_account_mail(address: str, name: str, context: Mapping[str, Any]) -> bool:
    """Send `templates/privacy/email/<name>_subject.txt` and `…_message.txt`; whether it went.

    A mail server that does not answer must not stop a deletion, nor those after it, and neither
    must an address that mail cannot be sent to, so that is only logged.
    """
    told = {**context, "site": settings.SITE_URL, "current_site": {"domain": settings.SITE_HOST}}
    folder = f"privacy/email/{name}"
    subject = " ".join(render_to_string(f"{folder}_subject.txt", told).split())
    text = render_to_string(f"{folder}_message.txt", told).strip() + "\n"
    try:
        send_mail(subject, text, None, [address])
    except (OSError, ValueError):
        logger.warning("a mail about an account could not be sent", exc_info=True)
        return False
    return True
