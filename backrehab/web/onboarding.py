"""How far somebody is with the start. Nothing of it is stored: the answers themselves tell."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backrehab.accounts.models import User
from backrehab.accounts.queries import given_consents, missing_consents
from backrehab.painlog.models import Baseline
from backrehab.screening.queries import current_screening

DONE = "start_done"


@dataclass(frozen=True)
class Step:
    """One page of the start: the name of its address, its title, and whether it is answered."""

    name: str
    title: str | Promise
    done: bool


@dataclass(frozen=True)
class Progress:
    """All steps in order; the last page, the summary, is no step."""

    steps: tuple[Step, ...]

    @cached_property
    def next_name(self) -> str:
        """The first page that is not answered; the summary if all are."""
        return next((step.name for step in self.steps if not step.done), DONE)

    def may_open(self, name: str) -> bool:
        """Whether everything before that page is answered."""
        names = [step.name for step in self.steps] + [DONE]
        return names.index(name) <= names.index(self.next_name)

    def number(self, name: str) -> int:
        """The place of a page, from 1; the summary comes after the last step."""
        names = [step.name for step in self.steps] + [DONE]
        return names.index(name) + 1

    def before(self, name: str) -> str | None:
        """The page before this one; None for the first."""
        number = self.number(name)
        return self.steps[number - 2].name if number > 1 else None


def start_progress(user: User) -> Progress:
    """Which steps this person has answered. Three queries: consents, screening, baseline."""
    agreed = not missing_consents(given_consents(user))
    screening = current_screening(user)
    may_train = screening.asked and screening.acknowledged and not screening.blocks_exercise
    return Progress(
        (
            Step("start_consent", _("Before you start"), agreed),
            Step("start_about", _("About you"), bool(user.age_band and user.hinge_experience)),
            Step("screening", _("Warning signs"), may_train),
            Step("start_baseline", _("Your pain"), latest_baseline(user) is not None),
            Step("start_schedule", _("Training days"), bool(user.training_weekdays)),
            Step("start_equipment", _("Equipment"), user.equipment_answered),
        )
    )


def latest_baseline(user: User) -> int | None:
    """The latest answer about the average pain of 7 days; None if there is none. One query."""
    return (
        Baseline.objects.filter(user=user).order_by("-on").values_list("score", flat=True).first()
    )
