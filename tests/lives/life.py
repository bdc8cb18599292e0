"""One made-up person with their devices, the clock and the dice; after each step all is checked."""

import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import time_machine
from django.urls import reverse

from backrehab.accounts.models import User
from backrehab.domain.decision import Status
from backrehab.progression.changes import record
from backrehab.progression.models import TransitionKind
from tests.factories import make_user
from tests.journeys.pages import Element, Form
from tests.lives import agree
from tests.lives.device import PASSWORD, Answer, Device, Sent
from tests.lives.effects import check_changes, check_stored
from tests.lives.fill import filled
from tests.lives.promises import Promises
from tests.lives.rows import Rows, changes, read_rows
from tests.lives.rule import decisions_of
from tests.progression.scenes import enrolment_of, fresh

LINE = ("bar-hang", "seated-row", "reverse-hyper", "pull-through", "deadlift", "barbell-row")
# On both sides of the line of dates, with and without summer time, and half hours off.
ZONES = (
    "Europe/London",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Pacific/Auckland",
    "Pacific/Kiritimati",
    "America/Los_Angeles",
)
# In the night after the first few days of a life the clocks change somewhere.
BEGINNINGS = ((3, 5), (3, 26), (4, 1), (9, 22), (10, 22), (1, 10))
KEPT_SENT = 25


class Life:
    """Whatever is done goes through `send`, and all of it is held against what is stored."""

    def __init__(self, seed: int, traveller: time_machine.Traveller) -> None:
        self.dice = random.Random(seed)
        # What is looked at must not change what happens.
        self.looks = random.Random(f"the looks of {seed}")
        self._traveller = traveller
        month, day = self.dice.choice(BEGINNINGS)
        self.now = datetime(2026, month, day, 12, tzinfo=UTC)
        self._traveller.move_to(self.now)
        zone = self.dice.choice(ZONES)
        self.user: User = make_user(
            started_at=None, time_zone=zone, weekday_mask=0, equipment=[], equipment_answered=False
        )
        self.user.set_password(PASSWORD)
        self.user.save(update_fields=["password"])
        self.devices = [Device(self.user), Device(self.user)]
        # No page of these two is touched by what only looks.
        self._looker = Device(self.user)
        self.story: list[str] = []
        self.counts: Counter[str] = Counter()
        self.waiting: list[Sent] = []
        self.kept: list[tuple[Sent, date]] = []
        self.promises = Promises()
        self.spirits = self.dice.choice(["calm", "calm", "mixed", "wild"])
        self.rows: Rows = read_rows(self.user)

    def say(self, *words: object) -> None:
        self.story.append(f"{self.now:%m-%d %H:%M} " + " ".join(map(str, words)))

    # The person

    @property
    def person(self) -> User:
        """As they are stored now."""
        return fresh(self.user)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.person.time_zone)

    @property
    def today(self) -> date:
        return self.person.local_date(self.now)

    @property
    def started(self) -> bool:
        return self.person.started_at is not None

    def chance(self, share: float) -> bool:
        return self.dice.random() < share

    def score(self) -> int:
        """A pain score in these spirits."""
        usual = {"calm": [0, 1, 1, 1, 2], "mixed": [1, 2, 2, 3, 4], "wild": [0, 1, 3, 5, 7]}
        if self.chance(0.03):
            return self.dice.randrange(11)
        return self.dice.choice(usual[self.spirits])

    def new_key(self) -> str:
        """The key of a form that no page made."""
        return str(UUID(int=self.dice.getrandbits(128), version=4))

    def climb(self, stage: str) -> None:
        """Begin further up, as if the stages until there had been opened today."""
        enrolment = enrolment_of(self.user)
        enrolment.user = self.person
        for one in LINE[1 : LINE.index(stage) + 1]:
            record(
                enrolment,
                kind=TransitionKind.OPENED,
                stage_to=one,
                now=self.now,
                decision={"status": "ready"},
            )
        self.user.refresh_from_db()
        User.objects.filter(pk=self.user.pk).update(log_version=self.user.log_version + 1)
        self.rows = read_rows(self.user)
        self.say("begins at", stage)

    # The clock

    def wait_until(self, instant: datetime) -> None:
        assert instant >= self.now, "time only moves on"
        self.now = instant
        self._traveller.move_to(instant)

    def wait(self, **span: float) -> None:
        self.wait_until(self.now + timedelta(**span))

    def wake_up(self, days: int = 1, at: time = time(7, 30)) -> None:
        """So many dates later, at that time on the person's clock."""
        on = self.today + timedelta(days=days)
        instant = datetime.combine(on, at, tzinfo=self.zone).astimezone(UTC)
        if instant < self.now:
            return
        was = self._earliest() if self.started else {}
        self.wait_until(instant)
        self.say(f"-- {self.today:%a} --")
        if self.started:
            self.promises.check_night(was, self._earliest())

    def _earliest(self) -> dict[str, date | None]:
        return {
            key: one.earliest_on if one.status is Status.NOT_YET else None
            for key, one in decisions_of(self.user, self.now).items()
        }

    # The pages

    @property
    def device(self) -> Device:
        """The one that is at hand."""
        return self.devices[0] if self.chance(0.7) else self.devices[1]

    def fill(self, form: Form, button: Element | None = None, **fixed: object) -> Sent:
        """A form as this person fills it in; `fixed` are answers that are not left to the dice."""
        return filled(self, form, button, fixed)

    def send(self, device: Device, sent: Sent, *, again: bool = False) -> Answer:
        """Send it, and hold what it changed against what it may change."""
        ready = self._ready() if sent.name == "ladder_open" else set()
        answer = device.send(sent)
        self.counts[f"{sent.name}{'/later' if sent.made_at else ''} {answer.status}"] += 1
        self.say("SEND", sent, answer.status, "kept" if answer.kept else f"no: {answer.said}")
        after = read_rows(self.user)
        found = changes(self.rows, after)
        self.rows = after
        check_changes(sent, answer, found)
        if again:
            assert not found, f"sent twice, and it changed {found}"
        if answer.kept:
            made_on = self.person.local_date(sent.made_at or self.now)
            if not again:
                check_stored(sent, after, made_on)
            self.kept = [*self.kept, (sent, made_on)][-KEPT_SENT:]
        for one in found:
            if one.table == "progression.Transition" and one.new is not None:
                self._moved(one.new, ready)
        self.promises.note(sent, found, self.today)
        return answer

    def _ready(self) -> set[str]:
        """What the rule lets open now: nothing while the ladder is paused."""
        if enrolment_of(self.user).paused_on is not None:
            return set()
        found = decisions_of(self.user, self.now).items()
        return {key for key, one in found if one.status is Status.READY}

    def _moved(self, row: dict[str, object], ready: set[str]) -> None:
        self.say("  MOVED", row["kind"], row["stage_from"], "->", row["stage_to"], row["reason"])
        self.counts[str(row["kind"])] += 1
        if row["kind"] in {"opened", "returned"}:
            assert row["stage_to"] in ready, f"{row['stage_to']} opened, but the rule says no"

    # Checking

    def check(self, *, pages: bool) -> None:
        """Everything agrees with everything."""
        if not self.started:
            return
        truth = agree.read_truth(self.user, self.now)
        agree.check_rule(truth, self.now)
        self.promises.check_now(truth)
        if pages:
            agree.check_pages(self._looker, truth)
            assert read_rows(self.user) == self.rows, "a look changed something"

    def settle_in(self) -> None:
        """The start, with all of its questions; then perhaps a stage further up."""
        device = self.devices[0]
        self._agree_and_answer(device)
        start, end = reverse("start"), reverse("today")
        for _ in range(8):
            if device.open(start) == 200 and device.path == end:
                break
            self.send(device, self.fill(device.forms[0]))
        assert self.started, device.main.text
        for other in (*self.devices, self._looker):
            other.user = self.person
        if self.chance(0.6):
            self.climb(self.dice.choice(LINE[1:]))

    def _agree_and_answer(self, device: Device) -> None:
        device.open(reverse("start"))
        form = device.forms[0]
        agreed = {name: "on" for name, offered in form.choices.items() if offered == {"on"}}
        self.send(device, self.fill(form, **agreed))
        device.open(reverse("start"))
        zone = self.person.time_zone
        self.send(device, self.fill(device.forms[0], age_band="18_54", time_zone=zone))
        self.health_check(device, calm=True)

    def health_check(self, device: Device, *, calm: bool) -> None:
        """All of the questions: no to every one, but for a rare yes."""
        device.open(reverse("screening"))
        if not device.forms or device.path != reverse("screening"):
            return
        self.send(device, self.fill(device.forms[0], device.forms[0].buttons[0]))
        for _ in range(20):
            if not device.path.startswith("/screening/part-"):
                break
            form = device.forms[0]
            rest = [b for b in form.buttons if b.attributes.get("value") == "no-to-rest"]
            worry: dict[str, object] = {}
            if not calm and self.chance(0.12):
                asked = sorted(name for name, offered in form.choices.items() if "yes" in offered)
                worry = {self.dice.choice(asked): "yes"} if asked else {}
            left = {name: None for name, offered in form.choices.items() if "yes" in offered}
            self.send(device, self.fill(form, rest[0] if rest else None, **(left | worry)))
        for form in device.forms:
            if "/read/" in form.action:
                self.send(device, self.fill(form))
                break
