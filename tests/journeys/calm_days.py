"""The calm person's first stages, day by day; other journeys begin like this, too.

Monday, Wednesday and Saturday, from Monday 2 February 2026; every score is 1 or 2 and every set is
done, so only the rule's own pace is left (docs/clinical-rules.md):
- Dose: two calm days at one dose raise it, where repetitions are counted with 2 on top in the last
  set of both; in a heavy stage not before 7 dates at that dose.
- Light and moderate gate: 3 calm days of the last 4, 7 dates from the first to the last, one of
  them at the full dose. Heavy gate: 4 of 5, 14 dates, and the rest of "largely subsided".
- A day turns calm with its morning score, so a stage opens the morning after.
- "Earliest" takes every planned day from now on as calm and at the full dose.
"""

from collections.abc import Callable

from tests.journeys.browser import Browser

YEAR = 2026
WEEKDAYS = [0, 2, 5]
EQUIPMENT = ["pull-up-bar", "band"]
BASELINE = 2
# Monday 2 February, 7:00 in London.
SIGNS_UP = "2026-02-02 07:00"
ZONE = "Europe/London"

HANG = """
Mon  2 Feb | 1 2/2 2    | 1 | 1 | green | not_yet Tue 10 Feb |                    | Mon 2 to Mon 9 are 7 dates with 4 calm days, so the morning after
Wed  4 Feb | 1 2/2 2    | 1 | 1 | green | not_yet Tue 10 Feb |                    | one calm day at dose 1 does not raise it
Sat  7 Feb | 1 2/2 2    | 2 | 1 | green | not_yet Tue 10 Feb |                    | two calm days at dose 1: dose 2; of a hold nobody counts repetitions
Mon  9 Feb | 1 2/2 2    | 2 | 1 | green | not_yet Thu 12 Feb |                    | 4 calm days over 7 dates, but none at the full dose; next is Wed
Wed 11 Feb | 1 2/2 2    | 3 | 1 | green | ready   Thu 12 Feb | open:seated-row    | two calm days at dose 2: dose 3 of 3; 9 dates
"""

ROW = """
Sat 14 Feb | 1 2/2 2    | 1 | 1 | green | not_yet Sun 22 Feb |                    | a new stage begins at its first dose; Sat 14 to Sat 21 are 7 dates
Mon 16 Feb | 1 2/2 2    | 1 | 1 | green | not_yet Sun 22 Feb |                    | one calm day at dose 1
Wed 18 Feb | 1 2/2 2    | 2 | 1 | green | not_yet Sun 22 Feb |                    | two, with 2 on top each: dose 2 of 4
Sat 21 Feb | 1 2/2 2    | 2 | 1 | green | not_yet Tue 24 Feb |                    | 7 dates, but no full dose; next is Mon
Mon 23 Feb | 1 3/3 2    | 3 | 1 | green | not_yet Thu 26 Feb |                    | dose 3 is not the full one; next is Wed
Wed 25 Feb | 1 3/3 2    | 3 | 1 | green | not_yet Sun 1 Mar  |                    | nor is it now; next is Sat
Sat 28 Feb | 1 3/3 2    | 4 | 1 | green | ready   Sun 1 Mar  | open:reverse-hyper | the full dose
"""

HYPER = """
Mon  2 Mar | 1 2/2 2    | 1 | 1 | green | not_yet Tue 10 Mar |                    | Mon 2 to Mon 9 are 7 dates
Wed  4 Mar | 1 2/2 2 x0 | 1 | 1 | green | not_yet Tue 10 Mar |                    | one calm day at dose 1; nothing on top today: calm for the gate, but no raise
Sat  7 Mar | 1 2/2 2    | 1 | 1 | green | not_yet Tue 10 Mar |                    | the dose stays: Wednesday had nothing on top
Mon  9 Mar | 1 2/2 2    | 1 | 1 | green | not_yet Thu 12 Mar |                    | it stays: Wednesday and Saturday are not two with 2 on top; next is Wed
Wed 11 Mar | 1 2/2 2    | 2 | 1 | green | not_yet Sun 15 Mar |                    | Saturday and Monday are: dose 2 of 4; next is Sat
Sat 14 Mar | 1 2/2 2    | 2 | 1 | green | not_yet Tue 17 Mar |                    | one calm day at dose 2; next is Mon
Mon 16 Mar | 1 3/3 2    | 3 | 1 | green | not_yet Thu 19 Mar |                    | dose 3; next is Wed
Wed 18 Mar | 1 3/3 2    | 3 | 1 | green | not_yet Sun 22 Mar |                    | one calm day at dose 3; next is Sat
Sat 21 Mar | 1 3/3 2    | 4 | 1 | green | ready   Sun 22 Mar | open:pull-through  | the full dose
"""

PULL = """
Mon 23 Mar | 1 2/2 2 x- | 1 | 1 | green | not_yet Tue 7 Apr  |                    | heavy: Mon 23 Mar to Mon 6 Apr are 14 dates; nobody counted what was on top
Wed 25 Mar | 1 2/2 2    | 1 | 1 | green | not_yet Tue 7 Apr  |                    | not counted is nothing on top
Sat 28 Mar | 1 2/2 2    | 1 | 1 | green | not_yet Tue 7 Apr  |                    | Monday and Wednesday are not two with 2 on top; the clocks go forward that night
Mon 30 Mar | 1 2/2 2    | 2 | 1 | green | not_yet Tue 7 Apr  |                    | Wednesday and Saturday are, and dose 1 began 7 dates ago: dose 2
Wed  1 Apr | 1 2/2 2    | 2 | 1 | green | not_yet Tue 7 Apr  |                    | one calm day at dose 2
Sat  4 Apr | 1 2/2 2    | 2 | 1 | green | not_yet Tue 7 Apr  |                    | two, but heavy: dose 2 began only 5 dates ago
Mon  6 Apr | 1 3/3 2    | 3 | 1 | green | not_yet Thu 9 Apr  |                    | 14 dates, but no full dose; next is Wed
Wed  8 Apr | 1 3/3 2    | 3 | 1 | green | not_yet Sun 12 Apr |                    | one calm day at dose 3; next is Sat
Sat 11 Apr | 1 3/3 2    | 3 | 1 | green | not_yet Tue 14 Apr |                    | dose 3 began 5 dates ago; next is Mon
Mon 13 Apr | 1 3/3 2    | 4 | 1 | green | not_yet Tue 14 Apr | check hinge open:deadlift | the full dose; only what they can do today is left
"""

DEADLIFT = """
Wed 15 Apr | 1 2/2 2    | 1 | 1 | green | not_yet Thu 30 Apr |                    | Wed 15 to Wed 29 are 14 dates
Sat 18 Apr | 1 2/2 2    | 1 | 1 | green | not_yet Thu 30 Apr |                    | one calm day at dose 1
Mon 20 Apr | 1 2/2 2    | 1 | 1 | green | not_yet Thu 30 Apr |                    | dose 1 began 5 dates ago
Wed 22 Apr | 1 3/3 2    | 2 | 1 | green | not_yet Thu 30 Apr |                    | 7 dates: dose 2 of 3
Sat 25 Apr | 1 3/3 2    | 2 | 1 | green | not_yet Thu 30 Apr |                    | one calm day at dose 2
Mon 27 Apr | 1 3/3 2    | 2 | 1 | green | not_yet Thu 30 Apr |                    | dose 2 began 5 dates ago
Wed 29 Apr | 1 3/3 2    | 3 | 1 | green | ready   Thu 30 Apr | hold open:hyper-row open:barbell-row | the full dose on day 14
"""


def first(days: int, table: str) -> str:
    """So many rows of a table."""
    return "\n".join(table.strip().splitlines()[:days])


def joined(*tables: str) -> str:
    """Tables one after the other."""
    return "\n".join(table.strip() for table in tables)


def starts(browser_at: Callable[..., Browser], email: str) -> Browser:
    """Somebody new who begins like the calm person, on their first page of the plan."""
    browser = browser_at(SIGNS_UP, ZONE, email)
    browser.sign_up()
    browser.finish_start(baseline=BASELINE, weekdays=WEEKDAYS, equipment=EQUIPMENT)
    return browser
