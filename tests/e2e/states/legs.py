"""States: pain down the leg, shorter checks, and breaks from sitting."""

from django.utils import timezone

from backrehab.progression import setbacks
from backrehab.progression.entries import Entry
from backrehab.screening import services
from backrehab.screening.models import Reason
from tests.e2e.states import shows
from tests.e2e.states.diary import arrive
from tests.e2e.states.people import trainee
from tests.e2e.visitor import Visitor
from tests.factories import calm_answers, make_screening


@shows("leg_check")
def leg_check(visitor: Visitor) -> None:
    arrive(visitor, trainee(), "/leg-check/")


@shows("leg_check")
def leg_check_refused(visitor: Visitor) -> None:
    leg_check(visitor)
    visitor.press("Next")
    visitor.main.locator(".error").first.wait_for()


@shows("leg_check")
def leg_check_all_first(visitor: Visitor) -> None:
    user = trainee()
    services.record_leg_symptom(user, now=timezone.now())
    arrive(visitor, user, "/leg-check/")


@shows("leg_check_done")
def leg_check_done(visitor: Visitor) -> None:
    arrive(visitor, trainee(), "/leg-check/done/")


@shows("leg_check_done")
def leg_check_light_only(visitor: Visitor) -> None:
    user = trainee()
    make_screening(user, now=timezone.now(), read=True, C8="yes", K4="yes")
    arrive(visitor, user, "/leg-check/done/")


@shows("screening_step")
def leg_check_more(visitor: Visitor) -> None:
    leg_check(visitor)
    visitor.main.locator("[name=C8][value=yes]").check()
    visitor.press("No to the others")
    visitor.at("/screening/leg-more/")


@shows("today")
def today_questions_left(visitor: Visitor) -> None:
    leg_check_more(visitor)
    visitor.go("/today/")
    visitor.says("Some health questions are left")


@shows("screening_note")
def screening_note_of_a_shorter_check(visitor: Visitor) -> None:
    user = trainee()
    answers = calm_answers(C7="yes")
    asked = {key: answers[key] for key in ("C7", "C8", "E5", "E6")}
    services.record_run(
        user,
        answers=asked,
        age_band=user.age_band,
        reason=Reason.LEG_SYMPTOM,
        scope=services.Scope.LEG,
        now=timezone.now(),
    )
    arrive(visitor, user, "/screening/note/")


@shows("screening")
def screening_after_a_flare_up_began(visitor: Visitor) -> None:
    user = trainee()
    setbacks.begin_flare_up(Entry(user, timezone.now()))
    arrive(visitor, user, "/screening/?reason=flare_up")


@shows("breaks")
def breaks(visitor: Visitor) -> None:
    arrive(visitor, trainee(), "/breaks/")
    visitor.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


@shows("breaks")
def breaks_timer(visitor: Visitor) -> None:
    arrive(visitor, trainee(sitting_minutes=30), "/breaks/")
    visitor.press("Start")
    visitor.says("Sitting. Time until your break:")


@shows("breaks_interval")
def breaks_refused(visitor: Visitor) -> None:
    visitor.sign_in(trainee())
    visitor.go("/breaks/")
    visitor.page.evaluate("document.querySelector('[name=minutes]:checked').value = '7'")
    visitor.press("Save")
    visitor.main.locator(".error").first.wait_for()
