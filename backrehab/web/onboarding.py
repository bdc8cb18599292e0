"""How far somebody is with the start. Nothing of it is stored: the answers themselves tell."""

from dataclasses import dataclass
from functools import cached_property

from backrehab.accounts.models import AgeBand, User
from backrehab.accounts.queries import GivenConsent, given_consents, missing_consents
from backrehab.painlog.models import Baseline
from backrehab.screening.queries import current_screening

DONE = "start_done"
ADULT_BANDS = frozenset(AgeBand.values) - {AgeBand.UNDER_18}


@dataclass(frozen=True)
class Step:
    """One page of the start: the name of its address, and whether it is answered."""

    name: str
    done: bool


@dataclass(frozen=True)
class Progress:
    """All steps in order, and the answers read on the way; the summary at the end is no step."""

    steps: tuple[Step, ...]
    given: list[GivenConsent]
    score: int | None

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
    given = given_consents(user)
    screening = current_screening(user)
    may_train = screening.asked and screening.acknowledged and not screening.blocks_exercise
    score = latest_baseline(user)
    about = user.age_band in ADULT_BANDS and user.hinge_experience != ""
    steps = (
        Step("start_consent", done=not missing_consents(given)),
        Step("start_about", done=about),
        Step("screening_result" if screening.asked else "screening", done=may_train),
        Step("start_baseline", done=score is not None),
        Step("start_schedule", done=bool(user.training_weekdays)),
        Step("start_equipment", done=user.equipment_answered),
    )
    return Progress(steps=steps, given=given, score=score)


def latest_baseline(user: User) -> int | None:
    """The latest answer about the average pain of 7 days; None if there is none. One query."""
    return (
        Baseline.objects.filter(user=user).order_by("-on").values_list("score", flat=True).first()
    )
