"""Questions that were left half answered, and what that may mean for the plan."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from msgspec import Struct

from backrehab.accounts.models import User
from backrehab.domain.screening import Answer, Scope
from backrehab.json_rows import columns_of, instant, rows_as
from backrehab.screening.models import Reason, ScreeningDraft
from backrehab.screening.questionnaire import CURRENT_VERSION, questionnaire

NOT_RULED_OUT = frozenset({Answer.YES.value, Answer.NOT_SURE.value})


@dataclass(frozen=True, slots=True)
class Begun:
    """Questions that were left half answered, with a sign that was not ruled out among them; they
    are kept `until` that date."""

    reason: Reason
    scope: Scope
    until: date


class DraftRow(Struct, frozen=True, array_like=True):
    """Half-answered questions: columns of `ScreeningDraft`."""

    reason: str
    scope: str
    updated_at: str
    answers: dict[str, str]


DRAFTS = rows_as(DraftRow)


def draft_listed(user: int) -> QuerySet[ScreeningDraft, Any]:
    """The half-answered questions, for `JsonRows`; of those after an assessment the state of the
    run tells (`unfinished`)."""
    own = ScreeningDraft.objects.filter(user=user, version=CURRENT_VERSION, follows__isnull=True)
    return own.values_list(*columns_of(DraftRow))


def read_begun(text: str, user: User) -> Begun | None:
    """What `draft_listed` was asked for, if any answer so far is another one than no."""
    days = timedelta(days=questionnaire().intervals.draft_days)
    for row in DRAFTS(text):
        if not NOT_RULED_OUT.isdisjoint(row.answers.values()):
            until = user.local_date(instant(row.updated_at)) + days
            return Begun(Reason(row.reason), Scope(row.scope), until)
    return None
