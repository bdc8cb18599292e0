"""When the mail server takes no mail: a calm answer, and nothing half-done behind it.

Whoever signs up, asks for a code or a new password, or changes the address waits for that mail. So
they are told at once, and nothing that this request put down stays: the next try begins anew.
"""

import logging
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from backrehab.accounts.models import User
from backrehab.command_faults import own_words

logger = logging.getLogger(__name__)

RETRY_SECONDS = "120"
# What may be filled in again; passwords and codes are typed anew.
ADDRESSES = ("email", "login")
PASSWORDS = {"password1": "new-password", "password": "current-password"}
REST = ("next", "action", "action_add", "action_send", "send")


def note_fault(fault: OSError) -> None:
    """One line for the operator; the words of the server may hold somebody's address."""
    host = settings.MAIL_HOST or "none is set"
    logger.warning("a mail could not be sent: MAIL_HOST (%s), %s", host, _why(fault))


def _why(fault: OSError) -> str:
    kind = type(fault).__name__
    if isinstance(fault, SMTPResponseException):
        return f"{kind} {fault.smtp_code}"
    if isinstance(fault, SMTPRecipientsRefused):
        codes = {code for code, _words in fault.recipients.values()}
        return " ".join([kind, *map(str, sorted(codes))])
    said = own_words(fault)
    return f"{kind}: {said}" if said else kind


def answer(request: HttpRequest) -> HttpResponse:
    """The form again with what was typed, and what to do; status 503."""
    _undo(request)
    page = render(request, "errors/mail.html", _form_again(request), status=503)
    page["Retry-After"] = RETRY_SECONDS
    page["Cache-Control"] = "no-store"
    return page


def _undo(request: HttpRequest) -> None:
    """An account that this request made goes: its address would be taken, and no code can come.

    Nothing ties the two together in a transaction: it would keep others from writing for as long as
    the mail server takes.
    """
    made: User | None = getattr(request, "signed_up", None)
    if made is not None:
        User.objects.filter(pk=made.pk, started_at=None).delete()
    # What the session was told of a mail that never went is not stored.
    request.session.modified = False


def _form_again(request: HttpRequest) -> dict[str, Any]:
    typed = request.POST
    return {
        "path": request.get_full_path(),
        "addresses": [(name, typed[name]) for name in ADDRESSES if name in typed],
        "passwords": [(name, fill) for name, fill in PASSWORDS.items() if name in typed],
        "rest": [(name, typed[name]) for name in REST if name in typed],
    }
