"""The pages of one person agree: with each other, with what is stored, and with the rule."""

import io
import json
import zipfile
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse

from backrehab.accounts.models import User
from backrehab.domain.decision import GateDecision, Status
from backrehab.domain.ladder_line import main_line
from backrehab.domain.records import Outcome
from backrehab.exchange.archive import as_json, rows_of
from backrehab.exchange.tables import person_tables
from backrehab.exercises.catalogue import get_catalogue
from backrehab.painlog.models import DailyScore, TrainingDay
from backrehab.progression.models import ENTRIES, Enrolment
from backrehab.progression.rulesets import current_rules
from backrehab.screening.queries import current_screening
from tests.lives import said
from tests.lives.device import Device
from tests.lives.rule import answer_of, decisions_of, essence
from tests.progression.scenes import (
    enrolment_of,
    fresh,
    log_of,
    moved,
    replayed,
    snapshot_made,
    snapshot_read,
)

# As many statements as a page may take, whatever is stored, also as the first of a date: then the
# gate's answer is worked out with two, and a third after a long break or in a long flare-up.
MOST_QUERIES = 10
FEW_WEEKS = timedelta(days=27)
A_WEEK = timedelta(days=7)
# As far back as one page of the log reaches.
FAR_BACK = timedelta(days=91)


@dataclass
class Truth:
    """What is stored and what the rule makes of it, for the pages to be held against."""

    user: User
    today: date
    enrolment: Enrolment
    decisions: dict[str, GateDecision]
    days: dict[date, TrainingDay]
    scores: dict[date, DailyScore]
    # Whether a break is open that asks or changes something.
    away: bool = False

    @property
    def is_emergency(self) -> bool:
        """Whether help is needed before anything else."""
        return current_screening(self.user).gate_outcome is Outcome.EMERGENCY

    @property
    def stage(self) -> str:
        return named(self.enrolment.stage_key)

    @property
    def stage_of_today(self) -> str:
        """A day that was begun stays with its stage, also if it led a step back."""
        row = self.days.get(self.today)
        return self.stage if row is None else named(row.stage_key)


def named(stage_key: str) -> str:
    """A stage as pages name it."""
    stage = get_catalogue().stages[stage_key]
    return f"Stage {stage.number}: {stage.name}"


def read_truth(user: User, now: datetime) -> Truth:
    user = fresh(user)
    return Truth(
        user,
        user.local_date(now),
        enrolment_of(user),
        decisions_of(user, now),
        {row.on: row for row in TrainingDay.objects.filter(user=user)},
        {row.on: row for row in DailyScore.objects.filter(user=user)},
    )


def check_rule(truth: Truth, now: datetime) -> None:
    """The prepared answer is the one of now, and the one of the rule on all that is stored."""
    made = snapshot_made(truth.user, now)
    truth.away = made.lay_off is not None
    assert snapshot_read(truth.user, now) == made, "a prepared answer is out of date"
    seen = {one.opens: essence(one) for one in made.decisions}
    assert seen == {key: essence(one) for key, one in truth.decisions.items()}
    for one in made.decisions:
        colours = {verdict.on: verdict for verdict, _ in truth.decisions[one.opens].days}
        for verdict, _ in one.days:
            assert colours[verdict.on] == verdict, f"{verdict.on}"
    # After a break the question comes first, and its answer sets another dose; and while the ladder
    # is paused there is none.
    if not truth.away and truth.enrolment.paused_on is None:
        whole = answer_of(truth.user, now)
        # When the last heavy day was matters for two days.
        same = {"decisions": whole.decisions, "last_heavy_on": whole.last_heavy_on}
        near = made.last_heavy_on or whole.last_heavy_on
        if near is not None and near > truth.today - A_WEEK:
            del same["last_heavy_on"]
        assert replace(made, **same) == whole
    assert moved(truth.enrolment) == replayed(truth.user), "the log of decisions says otherwise"


def open_page(device: Device, path: str) -> None:
    """Show a page that has to be there, within its number of queries."""
    status = device.open(path)
    assert status in (200, 404), f"{path}: {status}"
    took = device.queries
    assert len(took) <= MOST_QUERIES, f"{path} took {len(took)} queries:\n" + "\n".join(took)


def check_pages(device: Device, truth: Truth) -> None:
    """Every page that says where somebody stands."""
    open_page(device, reverse("today"))
    on_today, shown = said.cards(device.page), said.stage_on_today(device.page)
    assert shown == ("" if truth.enrolment.paused_on else truth.stage_of_today)
    open_page(device, reverse("ladder"))
    on_ladder = said.cards(device.page)
    _check_rungs(device, truth)
    if truth.is_emergency:
        # No exercise is there to be read either.
        assert not on_ladder
        on_ladder = on_today
    for opens, card in on_ladder.items():
        _check_card(card, truth.decisions[opens], truth)
        assert on_today.get(opens, card) == card, f"{on_today[opens].text} / {card.text}"
    assert set(on_today) == set(on_ladder)
    entries = _check_log(device, truth)
    for card in on_ladder.values():
        for on, colour in card.days.items():
            assert on not in entries or entries[on].colour == colour, f"{on}"
    _check_tables(device, truth, entries)
    _check_prints(device, truth, entries)
    open_page(device, reverse("today_offline"))
    assert said.stage_on_today(device.page) == shown


def _check_rungs(device: Device, truth: Truth) -> None:
    rungs = said.rungs(device.page)
    if truth.is_emergency:
        assert not rungs
        return
    assert [key for key, one in rungs.items() if one == "current"] == [truth.enrolment.stage_key]
    ready = {key for key, one in truth.decisions.items() if one.status is Status.READY}
    if truth.enrolment.branch_opened_on is not None:
        ready -= {key for key, stage in get_catalogue().stages.items() if stage.side_branch}
    waits = truth.enrolment.paused_on is not None
    shown = {key for key, one in rungs.items() if one in {"ready", "return"}}
    assert shown == (set() if waits else ready), f"{rungs}, but ready are {ready}"


def _check_card(card: said.Card, decision: GateDecision, truth: Truth) -> None:
    assert card.status == decision.status.value
    assert card.has_button == (decision.status is Status.READY)
    if decision.status is Status.NOT_YET and decision.problem is None:
        assert card.earliest == _when(decision.earliest_on, truth.today), card.text
    if decision.problem is None:
        assert card.lines == {one.code.value: one.met for one in decision.criteria}
    colours = {verdict.on: verdict.colour.value for verdict, _ in decision.days}
    assert all(colours[on] == colour for on, colour in card.days.items())


def _when(on: date | None, today: date) -> str:
    if on is None:
        return ""
    near = {0: "today", 1: "tomorrow"}
    return near.get((on - today).days, f"{on:%A} {on.day} {on:%B}")


def _check_log(device: Device, truth: Truth) -> dict[date, said.Entry]:
    first = truth.today - FAR_BACK
    open_page(device, f"{reverse('log')}?first={first}&last={truth.today}")
    entries = said.log_entries(device.page)
    told = {on for on in {*truth.days, *truth.scores} if on >= first}
    assert told <= set(entries), f"missing in the log: {told - set(entries)}"
    for on, entry in entries.items():
        assert entry.numbers == _numbers(truth, on), f"{on}: {entry}"
        row = truth.days.get(on)
        assert bool(entry.colour) == (row is not None and row.trained), f"{on}: {entry}"
    return entries


def _numbers(truth: Truth, on: date) -> dict[str, str]:
    found = {}
    row, daily = truth.days.get(on), truth.scores.get(on)
    if row is not None:
        for name, score in (
            ("Before", row.before),
            ("Worst", row.worst),
            ("Next morning", row.morning),
        ):
            found[name] = _said(score)
        done, planned = row.sets_done, row.sets_prescribed
        word = "was" if planned == 1 else "were"
        more = f"{done} ({planned} {word} planned)"
        found["Sets"] = f"{done} of {planned}" if done <= planned else more
    if daily is not None:
        found["Pain that day"] = str(daily.score)
    return found


def _said(score: int | None) -> str:
    return "–" if score is None else str(score)


def _check_tables(device: Device, truth: Truth, entries: dict[date, said.Entry]) -> None:
    open_page(device, f"{reverse('progress_tables')}?range=4w")
    first = truth.today - FEW_WEEKS
    colours = {row[0]: row[2] for row in said.table(device.page, "calendar-table")}
    assert colours == {
        _short(on): entry.label for on, entry in entries.items() if entry.colour and on >= first
    }
    for when, _morning, before, worst, _usual, _flare in said.table(device.page, "pain-table"):
        on = datetime.strptime(when, "%a %d %b %Y").date()  # noqa: DTZ007
        row = truth.days.get(on)
        if row is not None and row.trained:
            assert (before, worst) == (_said(row.before), _said(row.worst)), when


def _short(on: date) -> str:
    return f"{on:%a} {on.day} {on:%b %Y}"


def _check_prints(device: Device, truth: Truth, entries: dict[date, said.Entry]) -> None:
    first = truth.today - FEW_WEEKS
    trained = [on for on, entry in entries.items() if entry.colour and on >= first]
    open_page(device, reverse("progress_print"))
    facts = said.facts(device.page)
    assert facts["Training days"] == str(len(trained))
    since, name = _since(truth.user), truth.stage.partition(": ")[2]
    assert facts["Stage"] == f"{name}, since {since.day} {since:%B %Y}"
    open_page(device, reverse("report"))
    titles = [one.text for one in device.main.all("h2")]
    assert truth.stage in titles, titles
    assert f"Current stage since {since.day} {since:%B %Y}." in device.main.text
    told = [row for box in device.main.all("table", class_="report-days") for row in box.all("tr")]
    shown = [row.all("th")[0].text for row in told[1:]]
    dates = sorted(({*truth.days, *truth.scores} & set(entries)), reverse=True)
    assert {f"{on:%a} {on.day} {on:%b}" for on in dates if on >= first} <= set(shown)


def _since(user: User) -> date:
    """The first of the dates, up to the latest, at whose end the stage was the current one."""
    line = main_line(current_rules())
    moves = [row for row in log_of(user) if row.kind in ENTRIES and row.stage_to in line]
    by_date = {row.on: row.stage_to for row in moves}
    first, *earlier = sorted(by_date, reverse=True)
    for on in earlier:
        if by_date[on] != by_date[first]:
            break
        first = on
    return first


def check_export(device: Device, user: User) -> None:
    """Everything to take along is everything that is stored."""
    with zipfile.ZipFile(io.BytesIO(device.download())) as zipped:
        tables: dict[str, list[dict[str, Any]]] = json.loads(zipped.read("everything.json"))[
            "tables"
        ]
    for one in person_tables():
        names = [column.name for column in one.columns]
        stored = [dict(zip(names, map(as_json, row), strict=True)) for row in rows_of(user, one)]
        # The look at the data is noted itself.
        if one.label != "usersessions.UserSession":
            assert tables[one.name] == json.loads(json.dumps(stored)), one.name
