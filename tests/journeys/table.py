"""A journey's table: one row is a training day and the morning after it.

    day | before, sets, worst | dose | morning | colour | gate, earliest | then | why
- "1 2/2 2" was trained: pain before 1, two sets of two, worst 2. Where repetitions are counted, 2
  more were left in the last set; "x0" says none, "x-" that nobody counted. "stop" presses the stop
  button. "visit" only looks at the page on that date.
- dose: the level the plan suggests, in full or so many percent of it ("2 50%"). morning: the score
  given the next morning.
- colour and gate: what the page says that morning, with the earliest date it names.
- then: what is done after that: check (health check), hinge, hold (the two things only they can
  say), open:<stage>, back:<stage> (by the short way); stepped-back: the day itself led a step back.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

# Repetitions left in the last set on an ordinary good day.
USUAL_EXTRA = "2"
TRAINED = re.compile(r"(\d+) (\d)/(\d) (\d+)(?: x(\d|-))?( stop)?")


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    on: date
    did: str
    dose: str
    morning: str
    colour: str
    status: str
    earliest: date | None
    then: tuple[str, ...]

    @property
    def trained(self) -> bool:
        return self.did != "visit"

    @property
    def stopped(self) -> bool:
        return "stop" in self.did

    @property
    def scores(self) -> tuple[int, int, int, int]:
        """Before, sets done, sets prescribed, worst."""
        before, done, prescribed, worst = map(int, self._parts[:4])
        return before, done, prescribed, worst

    @property
    def extra(self) -> str:
        """Repetitions on top in the last set, as the form asks; empty: nobody counted."""
        said = self._parts[4] or USUAL_EXTRA
        return "" if said == "-" else said

    @property
    def level_and_share(self) -> tuple[str, str]:
        """The dose level, and how much of it in percent."""
        level, _, share = self.dose.partition(" ")
        return level, share.removesuffix("%") or "100"

    @property
    def _parts(self) -> list[str]:
        found = TRAINED.fullmatch(self.did)
        assert found is not None, self.did
        return [part or "" for part in found.groups()]


def read_table(text: str, year: int) -> list[Row]:
    """The rows; a date whose weekday does not fit is a mistake in the table."""
    rows = []
    for line in text.strip().splitlines():
        day, did, dose, morning, colour, gate, then, _why = (c.strip() for c in line.split("|"))
        status, _, earliest = gate.partition(" ")
        rows.append(
            Row(
                on=read_date(day, year),
                did=did,
                dose=dose,
                morning=morning,
                colour=colour,
                status=status,
                earliest=read_date(earliest, year) if earliest else None,
                then=tuple(then.split()),
            )
        )
    return rows


def read_date(text: str, year: int) -> date:
    """`Mon 2 Feb` or `Monday 2 February`, of that year."""
    weekday, day, month = text.split()
    on = datetime.strptime(f"{day} {month[:3]} {year}", "%d %b %Y").date()  # noqa: DTZ007 - a date
    assert on.strftime("%A").startswith(weekday), f"{text} is a {on:%A}"
    return on
