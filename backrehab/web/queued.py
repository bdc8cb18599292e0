"""Entries that waited on a device: whose they are, when they were made, and what became of them.

docs/decisions/0018-entries-wait-on-the-device.md
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from backrehab.accounts.models import Submission, User
from backrehab.painlog.models import FlareUp, TrainingDay
from backrehab.painlog.queries import TRAINED
from backrehab.painlog.refusals import EntryRefused
from backrehab.painlog.windows import check_addable
from backrehab.progression.programmes import Following, decisions_of
from backrehab.progression.rulesets import current_rules
from backrehab.web.forms.diary import submission_key

# The entries that may wait, by the names of their addresses. Whatever opens a stage may not: that
# is decided with everything that is known, at the moment it is pressed.
MAY_WAIT = (
    "today_morning",
    "today_before",
    "today_dose",
    "today_set",
    "today_skip",
    "today_way",
    "today_drill",
    "today_finish",
    "today_stop",
    "today_daily",
    "today_go_on",
    "flare_up_begin",
)
# A device learns the server's time by asking, and the answer takes a moment to arrive.
SLACK = timedelta(minutes=1)


@cache
def addresses() -> tuple[str, ...]:
    """The addresses whose entries may wait."""
    return tuple(reverse(name) for name in MAY_WAIT)


def marker(user: User) -> str:
    """Tells on a device whose entry it is, without saying who that is."""
    return salted_hmac("backrehab.web.queued", str(user.pk), algorithm="sha256").hexdigest()[:24]


def entry_time(request: HttpRequest) -> datetime | None:
    """When a waiting entry was made; None for one that was pressed just now."""
    return getattr(request, "entry_made_at", None)


def entry_following(request: HttpRequest) -> Following | None:
    """What the person followed when a waiting entry arrived, with the latest decision; None for
    one that was pressed just now."""
    return getattr(request, "entry_following", None)


def read_time(user: User, text: str, *, newest: datetime | None, now: datetime) -> datetime:
    """The instant an entry says it was made at; EntryRefused for one that cannot be.

    Seconds that the network swallowed are put right: never after `now`, and never before the
    `newest` decision if an earlier entry of the same device led to it a moment ago.
    """
    try:
        made_at = datetime.fromisoformat(text)
        # The first years have no local date in every zone.
        user.local(made_at)
    except (ValueError, OverflowError):
        made_at = None
    if made_at is None or made_at.tzinfo is None or made_at > now + SLACK:
        raise EntryRefused(_("The time of this entry cannot be right. Please enter it again."))
    check_addable(user, user.local_date(made_at), now, current_rules())
    if newest is not None and made_at < newest <= made_at + SLACK:
        made_at = newest
    return min(made_at, now)


def check_order(following: Following, made_at: datetime) -> None:
    """EntryRefused if the ladder moved after the entry was made: the decision did not know it, and
    decisions are only ever added at the end."""
    # Every ladder began with a decision; one that was not asked for must not let an entry through.
    if following.moved_at is None or following.moved_at > made_at:
        raise EntryRefused(
            _("Your place on the ladder changed after this. Please put it into the pain log.")
        )


def check_flare_up(user: User, made_at: datetime) -> None:
    """EntryRefused for a flare-up that was begun before the person trained, or the ladder moved: it
    would take dates back that count already. One that is open already is not begun again."""
    if FlareUp.objects.filter(user=user, ended_on__isnull=True).exists():
        return
    if decisions_of(user).filter(at__gt=made_at).exists():
        raise EntryRefused(
            _("Your place on the ladder changed after this. If your back is worse, press it again.")
        )
    if TrainingDay.objects.filter(TRAINED, user=user, last_exercise_at__gt=made_at).exists():
        raise EntryRefused(
            _("You trained after this, so it was not begun. If your back is worse, press it again.")
        )


def was_seen(user: User, data: Mapping[str, str]) -> bool:
    """Whether this entry was stored before, its answer having been lost."""
    try:
        key = submission_key(UUID(data.get("key", "")), data)
    except ValueError:
        return False
    return Submission.objects.filter(user=user, key=key).exists()


def stored(said: str = "") -> JsonResponse:
    """The entry is stored, now or before."""
    return JsonResponse({"state": "stored", "said": said})


def refused(reason: object) -> JsonResponse:
    """The entry cannot be stored, and why."""
    return JsonResponse({"state": "refused", "reason": str(reason)}, status=422)


def reason_of(form: Form) -> str:
    """The first thing that is wrong with a form."""
    errors = [*form.non_field_errors(), *(said for one in form.errors.values() for said in one)]
    return str(errors[0])
