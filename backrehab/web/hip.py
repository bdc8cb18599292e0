"""The pages of the hip programme, prepared for their templates."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from backrehab.exercises.cards import ExerciseCard, ItemCard, ProgrammeCard
from backrehab.painlog.hip import can_be_scored
from backrehab.painlog.hip_queries import latest_releases, latest_tests
from backrehab.painlog.models import HipRelease, Side
from backrehab.painlog.services import PlaceOfSet
from backrehab.progression.ticks import places_of
from backrehab.web.hip_releases import SideReleases, side_releases
from backrehab.web.hip_tests import HistoryRow, SideTest, side_tests, test_rows
from backrehab.web.pause import Pause, pause_of
from backrehab.web.person import Person
from backrehab.web.programmes import often_text

PROGRAMME = "hip"
SELF_TEST, RELEASE, HOLD = "hip-self-test", "hip-release", "hip-top-hold"


@dataclass(frozen=True, slots=True)
class Strengthener:
    """One of the exercises that make the release last."""

    exercise: ExerciseCard
    dose_text: str
    often_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HipPage:
    """Everything on the overview."""

    programme: ProgrammeCard
    self_test: ItemCard
    pause: Pause | None
    no_pressure: bool
    tests: Sequence[SideTest]
    test_rows: Sequence[HistoryRow]
    releases: Sequence[SideReleases]
    unfinished: HipRelease | None
    unfinished_text: str
    strengtheners: Sequence[Strengthener]

    @property
    def shows_releases(self) -> bool:
        """Whether the sides have a place: not for somebody who cannot and never did release."""
        return not self.no_pressure or any(side.rows for side in self.releases)


def hip_page(person: Person) -> HipPage:
    """Work out the overview: three queries beside the person's own (tests of each side, releases),
    and one once today's training was begun."""
    tests, releases = latest_tests(person.user), latest_releases(person.user)
    unfinished = next((row for row in releases if can_be_scored(row, now=person.now)), None)
    programme = person.catalogue.programmes[PROGRAMME]
    return HipPage(
        programme=programme,
        self_test=next(item for item in programme.items if item.exercise_key == SELF_TEST),
        pause=pause_of(person),
        no_pressure=no_pressure(person),
        tests=[side_tests(side, tests[side], today=person.today) for side in Side],
        test_rows=test_rows(tests, today=person.today),
        releases=[side_releases(side, releases, person) for side in Side],
        unfinished=unfinished,
        unfinished_text=begun_text(person, unfinished) if unfinished else "",
        strengtheners=strengtheners(person),
    )


def begun_text(person: Person, release: HipRelease) -> str:
    """Which side was begun, and when, on the person's clock."""
    began = date_format(person.user.local(release.started_at), "H:i")
    if release.side == Side.LEFT:
        return _("You began the left side at %(time)s.") % {"time": began}
    return _("You began the right side at %(time)s.") % {"time": began}


def no_pressure(person: Person) -> bool:
    """Whether the health check rules the thumb release out (docs/screening.md, K4)."""
    blocked_by = person.catalogue.exercises[RELEASE].blocked_by
    return bool(blocked_by & person.snapshot.screening.limits)


def sets_of_release(person: Person, *, held: bool) -> list[PlaceOfSet]:
    """The sets of the programme that are done once a release is: its own, and those of the hold if
    it was `held`. Where the leg raise takes its place, none."""
    if no_pressure(person):
        return []
    done = {RELEASE, HOLD} if held else {RELEASE}
    exercises = person.catalogue.exercises
    return [
        place
        for item in person.catalogue.programmes[PROGRAMME].items
        if item.exercise_key in done
        for place in places_of(exercises[item.exercise_key].id, item.dose)
    ]


def strengtheners(person: Person) -> list[Strengthener]:
    """The exercises of the programme that make the release last, in its order."""
    items = person.catalogue.programmes[PROGRAMME].items
    return [
        Strengthener(
            exercise=person.catalogue.exercises[item.exercise_key],
            dose_text=item.dose.text,
            often_text=often_text(item.times_a_week),
        )
        for item in items
        if item.exercise_key not in {SELF_TEST, RELEASE, HOLD}
    ]
