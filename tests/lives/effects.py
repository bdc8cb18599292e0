"""What a form may change, and what has to be stored once the site has said that it is."""

from collections.abc import Callable, Sequence
from datetime import date

from tests.lives.device import Answer, Sent
from tests.lives.rows import Change, Row, Rows, of_table

DAY, DAILY, SETS = "painlog.TrainingDay", "painlog.DailyScore", "painlog.PerformedSet"
SPELL, BASELINE, SKIP = "painlog.FlareUp", "painlog.Baseline", "painlog.Skip"
AMENDED, RUN = "painlog.Amendment", "screening.ScreeningRun"
PLACE, MOVES, USER = "progression.Enrolment", "progression.Transition", "accounts.User"
KEY = "accounts.Submission"
HEALTH = {RUN, "screening.Clearance"}

# Beside its key, and what follows on the ladder: a step back, and the day of it that goes along.
TABLES: dict[str, set[str]] = {
    "today_morning": {DAY},
    "today_before": {DAY},
    "today_dose": {DAY},
    "today_set": {DAY, SETS},
    "today_skip": {SKIP},
    "today_way": {DAY, USER},
    "today_drill": {"painlog.DrillAnswer", *HEALTH},
    "today_finish": {DAY, SETS, *HEALTH},
    "today_stop": {DAY},
    "today_daily": {DAILY},
    "today_go_on": {DAY},
    "flare_up_begin": {SPELL},
    "flare_up_mistake": {SPELL},
    "flare_up_end": {SPELL, DAY},
    "ladder_open": {DAY},
    "ladder_technique": set(),
    "ladder_hold_test": set(),
    "baseline": {BASELINE},
    "start_baseline": {BASELINE},
    "log_add": {DAY, AMENDED, *HEALTH},
    "log_day": {DAY, DAILY, AMENDED, SETS, *HEALTH},
    "log_delete": {DAY, DAILY, AMENDED, SETS},
}
# Moves on the ladder by what may lead to them; a step back may follow any entry.
KINDS: dict[str, set[str]] = {
    "opened": {"ladder_open"},
    "returned": {"ladder_open"},
    "on_hold": {"flare_up_begin"},
    "resumed": {"flare_up_end", "flare_up_mistake"},
    "lay_off": {"today_go_on", "flare_up_end"},
    "started": {"start_done"},
    "reviewed": {"log_add", "log_day", "log_delete"},
}
SCORES = ("before", "worst", "morning", "score")
STAYS = ("stop", "leg", "extra_meds")


def check_changes(sent: Sent, answer: Answer, found: Sequence[Change]) -> None:
    """Nothing refused changed anything, and nothing else than was sent is stored."""
    if not answer.kept:
        assert not found, f"refused ({answer.said}), but it changed {found}"
    name = sent.name
    for one in found:
        if name in TABLES:
            known = TABLES[name] | {KEY, PLACE, MOVES} | _goes_along(found)
            assert one.table in known, f"{name} changed {one}"
        if one.table == MOVES:
            _check_move(name, one)
        if one.table in {DAY, DAILY, BASELINE} and one.new is not None:
            _check_scores(sent, one)
        if not name.startswith("log_"):
            _check_nothing_lost(one)


def _goes_along(found: Sequence[Change]) -> set[str]:
    return {DAY} if any(one.table == MOVES for one in found) else set()


def _check_move(name: str, one: Change) -> None:
    assert one.old is None, f"a decision was changed: {one}"
    assert one.new is not None
    kind = one.new["kind"]
    assert kind == "stepped_back" or name in KINDS[kind], f"{kind} by {name}"


def _check_scores(sent: Sent, one: Change) -> None:
    said = {value for values in sent.data.values() for value in values}
    assert one.new is not None
    for field in SCORES:
        score = one.new.get(field)
        if field in one.fields and score is not None:
            assert str(score) in said, f"{field} {score} from nowhere: {one}"


def _check_nothing_lost(one: Change) -> None:
    """Only the log takes back what was said."""
    old, new = one.old, one.new
    if one.table not in {DAY, DAILY, BASELINE, AMENDED} or old is None:
        return
    assert new is not None, f"gone: {one}"
    if one.table == DAY:
        assert old["before"] in (None, new["before"]), f"before lost: {one}"
        assert old["morning"] in (None, new["morning"]), f"morning lost: {one}"
        assert (old["worst"] or 0) <= (new["worst"] or 0), f"worst lowered: {one}"
        assert all(new[name] for name in STAYS if old[name]), f"taken back: {one}"
        ended = old["last_exercise_at"]
        assert ended is None or ended <= new["last_exercise_at"], f"ended earlier: {one}"
    if one.table == DAILY:
        assert old["score"] == new["score"], f"score changed: {one}"


def check_stored(sent: Sent, rows: Rows, today: date) -> None:
    """What was acknowledged is there, exactly once. `today` is the date it was made on."""
    if sent.value("key") and sent.name in TABLES:
        keys = [str(row["key"]) for row in of_table(rows, KEY)]
        assert len(keys) == len(set(keys)), "a key was stored twice"
    check = STORED.get(sent.name)
    if check is not None:
        check(sent, rows, today)


def _on(rows: Rows, table: str, on: date) -> list[Row]:
    return [row for row in of_table(rows, table) if row["on"] == on]


def _the_day(rows: Rows, on: date) -> Row:
    (day,) = _on(rows, DAY, on)
    return day


def _before(sent: Sent, rows: Rows, today: date) -> None:
    assert _the_day(rows, today)["before"] == int(sent.value("score"))


def _morning(sent: Sent, rows: Rows, today: date) -> None:
    day = _the_day(rows, date.fromisoformat(sent.value("on")))
    assert day["morning"] == int(sent.value("score"))
    assert day["morning_timing"]
    assert day["morning_on"] is not None


def _date_of_page(sent: Sent, today: date) -> date:
    """In the night an entry belongs to the date of its page, unless it waited on the device."""
    try:
        on = date.fromisoformat(sent.value("on"))
    except ValueError:
        return today
    return today if sent.made_at is not None else min(today, on)


def _finish(sent: Sent, rows: Rows, today: date) -> None:
    day = _the_day(rows, _date_of_page(sent, today))
    assert day["worst"] is not None
    assert day["worst"] >= int(sent.value("worst"))
    # As many as the page showed were not chosen, and may have become others since.
    assert sent.value("sets_done") in {sent.value("shown"), str(day["sets_done"])}
    assert all(day[name] for name in STAYS if sent.value(name))


def _stop(sent: Sent, rows: Rows, today: date) -> None:
    assert _the_day(rows, _date_of_page(sent, today))["stop"]


def _daily(sent: Sent, rows: Rows, today: date) -> None:
    (row,) = _on(rows, DAILY, today)
    assert row["score"] == int(sent.value("score"))
    if sent.value("gets_about"):
        assert row["gets_about"] == (sent.value("gets_about") == "yes")


def _added(sent: Sent, rows: Rows, today: date) -> None:
    _whole_day(sent, _the_day(rows, date.fromisoformat(sent.value("on"))))


def _corrected(sent: Sent, rows: Rows, today: date) -> None:
    """Of a date with both, the training and the score of the day have a form of their own."""
    on = date.fromisoformat(sent.path.split("/")[2])
    if sent.value("score"):
        (row,) = _on(rows, DAILY, on)
        assert row["score"] == int(sent.value("score"))
    else:
        _whole_day(sent, _the_day(rows, on))


def _whole_day(sent: Sent, day: Row) -> None:
    assert (day["before"], day["worst"]) == (int(sent.value("before")), int(sent.value("worst")))
    assert day["sets_done"] == int(sent.value("sets_done"))
    assert day["dose_level"] == int(sent.value("level"))
    assert day["morning"] == (int(sent.value("morning")) if sent.value("morning") else None)
    assert {name: bool(day[name]) for name in STAYS} == {
        name: bool(sent.value(name)) for name in STAYS
    }


def _deleted(sent: Sent, rows: Rows, today: date) -> None:
    on = date.fromisoformat(sent.path.split("/")[2])
    assert not (_on(rows, DAY, on) and _on(rows, DAILY, on))


def _flare_up(sent: Sent, rows: Rows, today: date) -> None:
    (_open,) = [row for row in of_table(rows, SPELL) if row["ended_on"] is None]


def _no_flare_up(sent: Sent, rows: Rows, today: date) -> None:
    assert all(row["ended_on"] for row in of_table(rows, SPELL))


def _opened(sent: Sent, rows: Rows, today: date) -> None:
    stage = sent.path.split("/")[3]
    opened = [
        row
        for row in of_table(rows, MOVES)
        if row["stage_to"] == stage and row["kind"] in {"opened", "returned"}
    ]
    assert opened, f"{stage} was never opened"


def _baseline(sent: Sent, rows: Rows, today: date) -> None:
    (row,) = _on(rows, BASELINE, today)
    assert row["score"] == int(sent.value("score"))


STORED: dict[str, Callable[[Sent, Rows, date], None]] = {
    "today_before": _before,
    "today_morning": _morning,
    "today_finish": _finish,
    "today_stop": _stop,
    "today_daily": _daily,
    "log_add": _added,
    "log_day": _corrected,
    "log_delete": _deleted,
    "flare_up_begin": _flare_up,
    "flare_up_mistake": _no_flare_up,
    "flare_up_end": _no_flare_up,
    "ladder_open": _opened,
    "baseline": _baseline,
}
