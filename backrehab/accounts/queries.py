"""Questions about a person that span their rows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from backrehab.accounts.consent_texts import ConsentText, all_texts, current_texts
from backrehab.accounts.models import User


@dataclass(frozen=True)
class GivenConsent:
    """A text somebody agreed to, and on which local date; `current` if it is still the newest."""

    text: ConsentText
    on: date
    current: bool


def given_consents(user: User) -> list[GivenConsent]:
    """Everything this person agreed to, newest first. One query."""
    known = {(text.purpose, text.version): text for text in all_texts()}
    rows = user.consents.order_by("-given_at", "id").values_list("purpose", "version", "given_at")
    return [
        GivenConsent(text, user.local_date(at), text in current_texts())
        for purpose, version, at in rows
        if (text := known.get((purpose, version)))
    ]


def missing_consents(given: Collection[GivenConsent]) -> tuple[ConsentText, ...]:
    """The current texts that are not among the given ones."""
    agreed = {consent.text for consent in given}
    return tuple(text for text in current_texts() if text not in agreed)
