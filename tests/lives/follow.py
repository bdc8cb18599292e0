"""Some days as they come, then as the plan has them: the stage opens on the date that was named."""

from collections.abc import Callable
from datetime import date, time

from django.urls import reverse

from backrehab.domain.decision import Status
from backrehab.painlog.models import TrainingDay
from tests.journeys.pages import Form
from tests.lives.agree import open_page
from tests.lives.device import Device, name_of
from tests.lives.life import Life
from tests.lives.steps import correct, night, show_today, today, whole_day
from tests.progression.scenes import enrolment_of, snapshot_read

MOST_DAYS = 60
# So often the questions come again, soon enough for a heavy gate.
ASKED_EVERY = 14
ORDINARY: list[Callable[[Life], None]] = [whole_day, whole_day, night, night, today, correct]


def _form(device: Device, name: str) -> Form | None:
    show_today(device)
    return next((form for form in device.forms if name_of(form.action) == name), None)


def confirm_all(life: Life) -> None:
    """What only the person can say, and the questions, all answered as well as can be."""
    device = life.devices[0]
    life.health_check(device, calm=True)
    for name, answers in (
        ("ladder_technique", {}),
        ("ladder_hold_test", {"held": "yes", "pain": "0"}),
    ):
        open_page(device, reverse("ladder"))
        for form in device.forms:
            if name_of(form.action) == name:
                all_of_it: dict[str, object] = {"checks": sorted(form.choices.get("checks", ()))}
                life.send(device, life.fill(form, **(all_of_it | answers)))
                break


def morning(life: Life) -> None:
    """The score of the morning, or of the day, as far as Today asks for one."""
    device = life.devices[0]
    open_page(device, reverse("today"))
    for name in ("today_morning", "today_daily"):
        if form := _form(device, name):
            life.send(device, life.fill(form, score=0, gets_about="yes"))


def begin(life: Life) -> None:
    """The score before training, where there is any today."""
    device = life.devices[0]
    for name in ("today_go_on", "today_before"):
        if form := _form(device, name):
            life.send(device, life.fill(form, score=0))


def train(life: Life) -> None:
    """All of the dose without pain."""
    device = life.devices[0]
    if form := _form(device, "today_finish"):
        row = TrainingDay.objects.get(user=life.user, on=life.today)
        told = {"sets_done": row.sets_prescribed, "worst": 0, "extra_repetitions": 2}
        no = dict.fromkeys(("stop", "leg", "extra_meds"))
        load = {name: form.fixed[name] for name in ("load", "band") if name in form.fixed}
        life.send(device, life.fill(form, **(told | no | load)))


def named(life: Life) -> tuple[str, Status, date | None] | None:
    """The next stage of the line, how it stands, and the date to count on; None at the top and
    while anything else comes first."""
    snapshot = snapshot_read(life.user, life.now)
    if not snapshot.decisions or snapshot.lay_off or snapshot.flare_up_today:
        return None
    (one, *_), (ahead, *_) = snapshot.decisions, snapshot.ahead
    return one.opens, one.status, None if ahead is None else ahead.count_on


def random_days(life: Life) -> None:
    for _ in range(life.dice.choice([0, 4, 8, 14])):
        life.dice.choice(ORDINARY)(life)
    life.wake_up(life.dice.choice([1, 1, 1, 2, 3, 9]))


def follow(life: Life) -> None:
    """From the first morning on every day goes well; the stage is ready on just that date."""
    promised: tuple[str, date] | None = None
    for day in range(MOST_DAYS):
        if day % ASKED_EVERY == 0:
            confirm_all(life)
        morning(life)
        begin(life)
        now = named(life)
        if now is None or (promised is None and (now[2] is None or now[1] is Status.READY)):
            return
        opens, status, on = now
        if promised is None:
            assert on is not None
            promised = (opens, on)
            life.say("PROMISED", *promised)
        assert opens == promised[0], f"{opens} in place of {promised}"
        if status is Status.READY:
            assert life.today == promised[1], f"{promised[1] - life.today} early"
            life.counts["came true"] += 1
            open_it(life, opens)
            return
        assert life.today < promised[1], f"not on {promised[1]}"
        life.wake_up(0, time(18))
        train(life)
        life.wake_up(1)
    raise AssertionError(f"never: {promised}")


def open_it(life: Life, stage: str) -> None:
    """With the button that stands there now."""
    device = life.devices[0]
    open_page(device, reverse("ladder"))
    (form,) = [one for one in device.forms if one.action == reverse("ladder_open", args=[stage])]
    assert life.send(device, life.fill(form)).kept


def as_planned(life: Life) -> None:
    """For once everything goes well, whatever was before."""
    if enrolment_of(life.user).paused_on is None and life.person.training_weekdays:
        life.wake_up(1)
        follow(life)
