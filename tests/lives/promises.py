"""What "earliest" promises: no stage is ready before that date, unless the past was rewritten."""

from collections.abc import Mapping, Sequence
from datetime import date

from backrehab.domain.decision import Status
from tests.lives.agree import Truth
from tests.lives.device import Sent
from tests.lives.effects import DAY
from tests.lives.rows import Change

# What puts the past or the plan in another light, so that an earlier date may be true.
REWRITES = (
    "log_",
    "settings_",
    "baseline",
    "screening",
    "flare_up",
    "today_go_on",
    "programme",
    "start",
)


def _on_time_after_two_dates(change: Change, today: date) -> bool:
    """Of training that ended late in the evening a morning score is on time still in the small
    hours of the second date (docs/clinical-rules.md#the-earliest-date)."""
    if change.table != DAY or not change.old or not change.new:
        return False
    given = change.old["morning"] is None and change.new["morning_timing"] == "on_time"
    return given and (today - change.new["on"]).days >= 2


class Promises:
    """The latest "earliest" that was named for each stage, as long as it binds."""

    def __init__(self) -> None:
        self._named: dict[str, date] = {}
        self._trained_on: set[date] = set()

    def note(self, sent: Sent, found: Sequence[Change], today: date) -> None:
        """Forget what was named if this puts the past in another light."""
        self._trained_on |= {one.new["on"] for one in found if one.table == DAY and one.new}
        late = sent.made_at is not None
        moved = any(one.table == "progression.Transition" for one in found)
        in_time = any(_on_time_after_two_dates(one, today) for one in found)
        if found and (moved or late or in_time or sent.name.startswith(REWRITES)):
            self._named.clear()

    def check_now(self, truth: Truth) -> None:
        """Nothing is ready before the date that was named. A day that is trained although none was
        planned can come before it."""
        planned = truth.user.training_weekdays
        if any(on.weekday() not in planned for on in self._trained_on):
            self._named.clear()
        self._trained_on.clear()
        for opens, one in truth.decisions.items():
            named = self._named.get(opens)
            if one.status is Status.READY:
                assert named is None or named <= truth.today, f"{opens} before {named}"
                assert one.earliest_on == truth.today
            elif one.earliest_on is not None:
                assert named is None or named <= one.earliest_on, (
                    f"{opens}: {one.earliest_on}, but before it was {named}"
                )
                self._named[opens] = one.earliest_on

    def check_night(self, was: Mapping[str, date | None], now: Mapping[str, date | None]) -> None:
        """With nothing entered no date comes nearer over night."""
        for opens, before in was.items():
            after = now.get(opens)
            if before is not None and after is not None:
                assert before <= after, f"{opens}: over night {before} became {after}"
