"""States: the health check, its outcomes, and what can be done about them."""

from django.utils import timezone

from backrehab.accounts.models import User
from backrehab.screening import services
from backrehab.screening.models import Reason
from tests.e2e.states import shows
from tests.e2e.states.people import introduced, trainee
from tests.e2e.visitor import Visitor
from tests.factories import make_screening


@shows("screening")
def screening(visitor: Visitor) -> None:
    visitor.sign_in(introduced())
    visitor.go("/screening/")


@shows("screening")
def screening_go_on(visitor: Visitor) -> None:
    user = trainee()
    services.start_draft(user, reason=Reason.OWN_WISH, again=False, now=timezone.now())
    visitor.sign_in(user)
    visitor.go("/screening/")


@shows("screening")
def screening_adults_only(visitor: Visitor) -> None:
    user = introduced()
    user.age_band = "under_18"
    user.save(update_fields=["age_band"])
    visitor.sign_in(user)
    visitor.go("/screening/")


def begin(visitor: Visitor, part: int, *, follow_up: str = "") -> None:
    """Say no to the parts before, and yes to one question for which there is more to ask."""
    user = introduced()
    services.start_draft(user, reason=Reason.START, again=False, now=timezone.now())
    visitor.sign_in(user)
    visitor.go("/screening/part-1/")
    for number in range(1, part):
        visitor.at(f"/screening/part-{number}/")
        visitor.press("No to all of these")
    visitor.at(f"/screening/part-{part}/")
    if follow_up:
        visitor.main.locator(f"[name={follow_up}][value=yes]").check()
        visitor.press("No to the others")
        visitor.says("a little more")


@shows("screening_step")
def screening_part_1(visitor: Visitor) -> None:
    begin(visitor, 1)


@shows("screening_step")
def screening_part_2_more(visitor: Visitor) -> None:
    begin(visitor, 2, follow_up="E6")


@shows("screening_step")
def screening_part_3(visitor: Visitor) -> None:
    begin(visitor, 3)


@shows("screening_step")
def screening_part_4_refused(visitor: Visitor) -> None:
    begin(visitor, 4)
    visitor.main.locator("[name=C5][value=not_sure]").check()
    visitor.press("Next")
    visitor.main.locator(".error").first.wait_for()


@shows("screening_step")
def screening_part_5(visitor: Visitor) -> None:
    begin(visitor, 5)


@shows("screening_step")
def screening_part_6_chosen(visitor: Visitor) -> None:
    begin(visitor, 6)
    visitor.main.locator("[name=K3][value=yes]").check()


@shows("screening_step")
def screening_age(visitor: Visitor) -> None:
    user = introduced()
    user.age_band = ""
    user.save(update_fields=["age_band"])
    services.start_draft(user, reason=Reason.OWN_WISH, again=False, now=timezone.now())
    visitor.sign_in(user)
    visitor.go("/screening/")
    visitor.press("Start the questions")
    while visitor.main.locator("[name=age]").count() == 0:
        before = visitor.page.url
        visitor.press("No to all of these")
        visitor.page.wait_for_url(lambda url, before=before: url != before)


def result(
    visitor: Visitor, user: User | None = None, *, read: bool = False, **changes: str
) -> None:
    user = user or trainee()
    make_screening(user, now=timezone.now(), read=read, **changes)
    visitor.sign_in(user)
    visitor.go("/screening/result/")


@shows("screening_result")
def screening_result_clear(visitor: Visitor) -> None:
    result(visitor, introduced())


@shows("screening_result")
def screening_result_caution(visitor: Visitor) -> None:
    result(visitor, K3="yes", K4="yes", K5="yes")


@shows("screening_result")
def screening_result_light_only(visitor: Visitor) -> None:
    result(visitor, K1="yes", K4="yes")


@shows("screening_result")
def screening_result_easy_routine_only(visitor: Visitor) -> None:
    result(visitor, K2="yes")


@shows("screening_result")
def screening_result_clinician(visitor: Visitor) -> None:
    result(visitor, C9="yes", C3="yes")


@shows("screening_result")
def screening_result_clinician_read(visitor: Visitor) -> None:
    result(visitor, read=True, C9="yes")


@shows("screening_result")
def screening_result_clinician_today(visitor: Visitor) -> None:
    result(visitor, C1="yes")


@shows("screening_result")
def screening_result_emergency(visitor: Visitor) -> None:
    result(visitor, E1="yes", E7="yes")


@shows("screening_result")
def screening_result_emergency_read(visitor: Visitor) -> None:
    result(visitor, read=True, E1="yes")


@shows("screening_result")
def screening_result_leg(visitor: Visitor) -> None:
    user = trainee()
    services.record_leg_symptom(user, now=timezone.now())
    visitor.sign_in(user)
    visitor.go("/screening/result/")


@shows("screening_result")
def screening_result_assessed(visitor: Visitor) -> None:
    user = trainee()
    make_screening(user, now=timezone.now(), read=True, C9="yes", K3="yes")
    services.record_clearance(user, cleared_on=user.local_date(timezone.now()), now=timezone.now())
    visitor.sign_in(user)
    visitor.go("/screening/result/")


@shows("screening_result")
def screening_result_questions_left(visitor: Visitor) -> None:
    user = trainee()
    now = timezone.now()
    make_screening(user, now=now, read=True, partial=True, E1="yes", E2="no", E3="no", E4="no")
    services.record_clearance(user, cleared_on=user.local_date(now), now=now)
    visitor.sign_in(user)
    visitor.go("/screening/result/")


@shows("screening_note")
def screening_note(visitor: Visitor) -> None:
    result(visitor, C3="yes", C3_unchecked="no", K4="not_sure")
    visitor.go("/screening/note/")


@shows("screening_note")
def screening_note_of_somebody_well(visitor: Visitor) -> None:
    result(visitor)
    visitor.go("/screening/note/")


@shows("screening_cleared")
def screening_cleared(visitor: Visitor) -> None:
    result(visitor, read=True, C9="yes")
    visitor.go("/screening/cleared/")


@shows("screening_cleared")
def screening_cleared_refused(visitor: Visitor) -> None:
    screening_cleared(visitor)
    visitor.main.locator("form button").first.click()
    visitor.main.locator(".error").first.wait_for()


@shows("baseline")
def baseline(visitor: Visitor) -> None:
    visitor.sign_in(trainee())
    visitor.go("/baseline/")


@shows("baseline")
def baseline_refused(visitor: Visitor) -> None:
    baseline(visitor)
    visitor.main.locator("form button").first.click()
    visitor.main.locator(".error").first.wait_for()
