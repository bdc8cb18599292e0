"""Lives a journey's table (tests/journeys/table.py), one date at a time, through the pages."""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.urls import reverse

from tests.journeys.browser import Browser
from tests.journeys.pages import Element, Form, forms
from tests.journeys.table import Row, read_date

ONE_DAY = timedelta(days=1)
MORNING, EVENING = time(7, 30), time(18)
# A set that is not part of the dose: "if you like".
OPTIONAL_SLOTS = {"midday"}


@dataclass(frozen=True)
class NightOfTheClocks:
    """A training day after which the clocks change: late training, and two looks next morning."""

    on: date
    trains_at: time
    too_early: time
    morning_at: time


class Journey:
    """One person and their browser."""

    def __init__(self, browser: Browser, *, clocks: NightOfTheClocks | None = None) -> None:
        self.browser = browser
        self.rows: list[Row] = []
        self._clocks = clocks
        # What each training day asked for, and why.
        self.doses_on: dict[date, tuple[str, str]] = {}
        self.counted_on: set[date] = set()
        # What was seen in the mornings: criteria that were not met, and the page's headings.
        self.unmet_on: dict[date, set[str]] = {}
        self.steady_unmet_on: dict[date, set[str]] = {}
        self.headings_on: dict[date, list[str]] = {}

    def live(self, rows: list[Row]) -> None:
        """Every row, in order; further ones may follow."""
        for row in rows:
            self.rows.append(row)
            if row.trained:
                self._train(row)
                self._wake_up(row)
            else:
                self._look(row)
            self._act(row)

    # The training day

    def _train(self, row: Row) -> None:
        browser = self.browser
        browser.wait_until(row.on, self._time(row, "trains_at", EVENING))
        browser.visit(reverse("today"))
        before, done, prescribed, worst = row.scores
        form = browser.form(reverse("today_before"))
        level, share = row.level_and_share
        assert form.fixed["level"] == [level], f"{row.on}: suggested level"
        browser.send(form, score=before)
        assert browser.form(reverse("today_dose")).fixed["dose"] == [f"{level}-{share}"], row.on
        self.doses_on[row.on] = self._dose()
        # On Mondays and on bad days set by set; else the form at the end says how many.
        ticked = done if row.on.weekday() == 0 or row.stopped else 0
        self._tick(ticked)
        if row.stopped:
            self._press_stop()
        form = browser.form(reverse("today_finish"))
        assert form.fixed["sets_done"] == [str(ticked)], f"{row.on}: sets counted"
        sets = browser.page.one("select", name="sets_done").all("option", value="0")[0].text
        assert sets == f"0 of {prescribed}", f"{row.on}: sets prescribed"
        answers: dict[str, object] = {"worst": worst, "sets_done": done}
        if "extra_repetitions" in form.choices:
            self.counted_on.add(row.on)
            answers["extra_repetitions"] = row.extra
        browser.send(form, **answers)
        assert browser.said == "Saved. Tomorrow morning, tell how your back is."
        self._check_colour(row, "red" if row.stopped else "pending")

    def _dose(self) -> tuple[str, str]:
        """The dose of the stage's exercise and the reason given for it."""
        exercise = self.browser.page.one("article", class_="main")
        (reason,) = [p for p in exercise.all("p", class_="soft") if p.parent is exercise]
        return exercise.one("p", class_="dose").text, reason.text

    def _tick(self, sets: int) -> None:
        """Tick the first sets of the stage's exercise, one request each."""
        for number in range(sets):
            exercise = self.browser.page.one("article", class_="main")
            buttons = [
                button
                for button in exercise.all("button", class_="set")
                if button.attributes["value"].split(":")[1] not in OPTIONAL_SLOTS
            ]
            assert buttons[number].attributes["aria-pressed"] == "false"
            self.browser.press(self.browser.form(reverse("today_set")), buttons[number])

    def _press_stop(self) -> None:
        exercise = self.browser.page.one("article", class_="main")
        button = exercise.one("button", formaction=reverse("today_stop"))
        self.browser.press(self.browser.form(reverse("today_set")), button)
        assert self.browser.page.one("main").one("h2", id="finish-title").text == "How bad was it?"

    # The morning after

    def _wake_up(self, row: Row) -> None:
        browser, next_day = self.browser, row.on + ONE_DAY
        if self._clocks is not None and self._clocks.on == row.on:
            browser.wait_until(next_day, self._clocks.too_early)
            browser.visit(reverse("today"))
            assert reverse("today_morning") not in [f.action for f in self._forms()]
        browser.wait_until(next_day, self._time(row, "morning_at", MORNING))
        browser.visit(reverse("today"))
        browser.send(
            browser.form(reverse("today_morning"), on=row.on.isoformat()), score=row.morning
        )
        assert browser.said == "Morning score saved."
        self._check_colour(row, row.colour)
        self._check_gate(row)

    def _look(self, row: Row) -> None:
        self.browser.wait_until(row.on, MORNING)
        self.browser.visit(reverse("today"))
        self._check_gate(row)

    def _headings(self) -> list[str]:
        """What the page is about this morning."""
        return [heading.text for heading in self.browser.page.one("main").all("h2")]

    def _check_colour(self, row: Row, colour: str) -> None:
        """The day on the card; one that led a step back belongs to another stage's card."""
        seen = self._gate().all("time", datetime=row.on.isoformat())
        if "stepped-back" in row.then:
            assert not seen
            return
        (day,) = seen
        assert day.parent is not None
        assert day.parent.one("span", class_="pill").classes == ["pill", colour], row.on

    def _check_gate(self, row: Row) -> None:
        gate = self._gate()
        assert row.status in gate.classes, f"after {row.on}: {gate.text}"
        assert self._earliest(gate) == row.earliest, f"after {row.on}: {gate.text}"
        unmet = {li.attributes["data-code"] for li in gate.all("li", class_="open")}
        steady = {code for code in unmet if code.startswith("settled_")}
        self.unmet_on[self.browser.today] = unmet - steady
        self.steady_unmet_on[self.browser.today] = steady
        self.headings_on[self.browser.today] = self._headings()

    def _earliest(self, gate: Element) -> date | None:
        if "ready" in gate.classes:
            return self.browser.today
        found = re.search(r"Earliest (today|tomorrow|\w+ \d+ \w+)", gate.text)
        if found is None:
            return None
        near = {"today": self.browser.today, "tomorrow": self.browser.today + ONE_DAY}
        return near.get(found[1]) or read_date(found[1], self.browser.today.year)

    # What follows

    def _act(self, row: Row) -> None:
        for action in row.then:
            name, _, stage = action.partition(":")
            {
                "check": self.browser.answer_health_check,
                "hinge": self._confirm_hinge,
                "hold": self._hold_test,
                "open": lambda stage=stage: self._open(stage, "is open"),
                "back": lambda stage=stage: self._open(stage, "is open again"),
                "stepped-back": self._stepped_back,
            }[name]()

    def _confirm_hinge(self) -> None:
        browser = self.browser
        browser.visit(reverse("ladder"))
        form = browser.form(reverse("ladder_technique"))
        browser.send(form, checks=sorted(form.choices["checks"]))
        assert browser.said == "Thank you. That is confirmed."

    def _hold_test(self) -> None:
        browser = self.browser
        browser.visit(reverse("ladder"))
        browser.send(browser.form(reverse("ladder_hold_test")), held="yes", pain=1)
        assert browser.said == "Thank you. The hold counts."

    def _stepped_back(self) -> None:
        card = self.browser.visit(reverse("today")).all("section", class_="gate")[0].text
        assert "You opened it before, so less is asked this time." in card

    def _open(self, stage: str, said: str) -> None:
        browser = self.browser
        browser.visit(reverse("today"))
        gate = browser.page.one("section", id=f"gate-{stage}")
        assert "ready" in gate.classes, gate.text
        browser.send(browser.form(reverse("ladder_open", args=[stage])))
        assert browser.said.endswith(f" {said}. Start it at its lowest dose.")

    # What is on the page

    def _gate(self) -> Element:
        """The card of the stage directly ahead (the first, where there are two)."""
        return self.browser.page.all("section", class_="gate")[0]

    def _forms(self) -> list[Form]:
        return forms(self.browser.page.one("main"), self.browser.path)

    def _time(self, row: Row, name: str, default: time) -> time:
        if self._clocks is None or self._clocks.on != row.on:
            return default
        at: time = getattr(self._clocks, name)
        return at

    # The whole story, as other pages tell it

    def expected_colours(self) -> list[tuple[date, str]]:
        return [(row.on, row.colour) for row in self.rows if row.trained]

    def expected_openings(self) -> list[tuple[date, str]]:
        """The dates of the table on which a stage opens: the morning after its row."""
        return [
            (row.on + ONE_DAY * row.trained, action.removeprefix("open:"))
            for row in self.rows
            for action in row.then
            if action.startswith("open:")
        ]

    def colours_in_log(self) -> list[tuple[date, str]]:
        """Every training day of the pain log with its colour, oldest first."""
        last, first = self.browser.today, self.rows[0].on
        seen = {}
        while last >= first:
            since = max(first, last - 91 * ONE_DAY)
            page = self.browser.visit(f"{reverse('log')}?first={since}&last={last}")
            for entry in page.all("li", class_="log-entry"):
                *words, year = entry.one("h2").text.split()
                # Behind a pill that says "in a flare-up".
                (_, *colour) = entry.one("header").all("span", class_="pill")[-1].classes
                if colour:
                    seen[read_date(" ".join(words), int(year))] = colour[0]
            last = since - ONE_DAY
        return sorted(seen.items())

    def story_on_ladder(self) -> list[tuple[str, str]]:
        """The decisions as the ladder page tells them, oldest first: when and what."""
        page = self.browser.visit(reverse("ladder"))
        told = page.one("ol", class_="timeline").all("li", class_="told")
        return [
            (item.all("p", class_="soft")[0].text.split(" · ")[0], item.one("h3").text)
            for item in reversed(told)
        ]

    def rungs(self) -> dict[str, str]:
        """The status of every stage on the ladder page."""
        page = self.browser.visit(reverse("ladder"))
        return {
            rung.attributes["id"].removeprefix("stage-"): next(
                c for c in rung.classes if c not in {"rung", "branch"}
            )
            for rung in page.all("li", class_="rung")
        }
