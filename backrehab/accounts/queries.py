"""Questions about a person that span their rows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from backrehab.accounts.consent_texts import ConsentText, all_texts, current_texts
from backrehab.accounts.models import ConsentPurpose, User


@dataclass(frozen=True)
class GivenConsent:
    """A text somebody agreed to, and on which local date; `current` if it is still the newest, and
    was not taken back."""

    text: ConsentText
    on: date
    current: bool
    withdrawn_on: date | None = None

    @property
    def may_be_withdrawn(self) -> bool:
        """Whether the person may take it back by itself; anything else goes with the account."""
        return self.current and self.text.purpose == ConsentPurpose.HEALTH_DATA


def given_consents(user: User) -> list[GivenConsent]:
    """Everything this person agreed to, newest first. One query."""
    known = {(text.purpose, text.version): text for text in all_texts()}
    rows = user.consents.order_by("-given_at", "id")
    found = rows.values_list("purpose", "version", "given_at", "withdrawn_at")
    return [
        GivenConsent(
            text,
            user.local_date(at),
            text in current_texts() and ended is None,
            None if ended is None else user.local_date(ended),
        )
        for purpose, version, at, ended in found
        if (text := known.get((purpose, version)))
    ]


def missing_consents(given: Collection[GivenConsent]) -> tuple[ConsentText, ...]:
    """The current texts that are not among the given ones."""
    agreed = {consent.text for consent in given if consent.withdrawn_on is None}
    return tuple(text for text in current_texts() if text not in agreed)
