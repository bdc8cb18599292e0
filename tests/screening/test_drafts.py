"""The questionnaire half way: saved, resumed, gone stale, and finished after an assessment."""

from datetime import date, datetime, timedelta

import pytest

from backrehab.domain.screening import AnswerError
from backrehab.screening import services
from backrehab.screening.models import Reason, ScreeningDraft, ScreeningRun
from backrehab.screening.queries import (
    current_draft,
    current_screening,
    due_reason,
)
from backrehab.screening.questionnaire import questionnaire
from tests.factories import at, make_screening, make_user

NOW = at("2026-03-02 08:30")
TODAY = date(2026, 3, 2)
PARTS = ["part-1", "part-2", "part-3", "part-4", "part-5", "part-6"]

pytestmark = pytest.mark.django_db


def save(user, part: str, *, now: datetime = NOW, back: bool = False, **answers: str):
    return services.save_screen(user, screen_key=part, answers=answers, back=back, now=now)


def save_calm(user, part: str, now: datetime = NOW, **changes: str):
    """Answer one screen calmly, except for the changes that are on it."""
    (group,) = [group for group in questionnaire().groups if group.key == part]
    shown = {item.key: "no" for item in group.questions if item.show_if is None}
    answers = shown | {key: value for key, value in changes.items() if key in shown}
    return services.save_screen(user, screen_key=part, answers=answers, now=now)


def test_after_an_early_emergency_the_rest_is_asked_before_the_plan_opens(user):
    """The emergency came before blood thinners and the like were asked about."""
    draft = services.start_draft(user, reason=Reason.START, again=False, now=NOW)
    assert save(user, "part-1", E1="yes", E2="no", E3="no", E4="no") is None
    assert current_screening(user).gate_outcome == "emergency"
    services.record_clearance(user, cleared_on=TODAY, now=NOW)
    state = current_screening(user)
    assert (state.gate_outcome, state.unfinished, state.cleared) == ("clinician", True, True)
    assert due_reason(state, today=TODAY) is Reason.UNFINISHED

    draft = services.start_draft(user, reason=Reason.UNFINISHED, again=False, now=NOW)
    found = services.screens_of(user, draft)
    left = services.first_open(found, draft, "18_54")
    assert left is not None
    assert left.key == "part-2"
    for part in PARTS[1:]:
        following = save_calm(user, part, K3="yes")
    assert following is None
    state = current_screening(user)
    assert (state.gate_outcome, state.limits, state.unfinished) == ("clear", {"no_hang"}, False)
    run = ScreeningRun.objects.latest("pk")
    assert (run.answers["E1"], run.complete, run.follows_id is not None) == ("yes", True, True)


def test_a_new_emergency_sign_among_the_rest_locks_again(user):
    make_screening(user, E1="yes", partial=True, now=NOW)
    services.record_clearance(user, cleared_on=TODAY, now=NOW)
    services.start_draft(user, reason=Reason.UNFINISHED, again=False, now=NOW)
    assert save_calm(user, "part-2", E8="yes") is None
    assert current_screening(user).gate_outcome == "emergency"


def test_screen_by_screen_to_the_end(user):
    services.start_draft(user, reason=Reason.FLARE_UP, again=False, now=NOW)
    assert [save_calm(user, part) for part in PARTS] == [*PARTS[1:], None]
    run = ScreeningRun.objects.get()
    assert (run.reason, run.outcome, run.complete) == ("flare_up", "clear", True)
    assert not ScreeningDraft.objects.exists()


def test_follow_ups_come_next(user):
    services.start_draft(user, reason=Reason.START, again=False, now=NOW)
    save_calm(user, "part-1")
    assert save_calm(user, "part-2", E6="yes") == "part-2-more"
    more = {"E6-changing": "yes", "E6-unexamined": "yes"}
    assert save(user, "part-2-more", **more) == "part-3"


def test_back_keeps_the_answers(user):
    services.start_draft(user, reason=Reason.START, again=False, now=NOW)
    save_calm(user, "part-1")
    assert save(user, "part-2", back=True, E5="no") == "part-1"
    draft = current_draft(user, now=NOW)
    assert draft is not None
    assert (draft.answers["E5"], draft.answers["E1"]) == ("no", "no")
    assert save(user, "part-1", back=True) == "part-1"


def test_an_answer_changed_on_the_way_back_counts_at_once(user):
    services.start_draft(user, reason=Reason.START, again=False, now=NOW)
    save_calm(user, "part-1")
    save_calm(user, "part-2")
    assert save(user, "part-1", back=True, E1="not_sure") is None
    assert current_screening(user).gate_outcome == "emergency"


def test_back_from_the_last_screen_records_nothing_though_all_is_answered(user):
    services.start_draft(user, reason=Reason.START, again=False, now=NOW)
    for part in PARTS[:-1]:
        save_calm(user, part)
    last = {item.key: "no" for item in questionnaire().groups[-1].questions}
    assert save(user, PARTS[-1], back=True, **last) == PARTS[-2]
    assert save_calm(user, PARTS[-2], C7="yes") == PARTS[-1]
    assert not ScreeningRun.objects.exists()
    assert save_calm(user, PARTS[-1]) is None
    assert ScreeningRun.objects.count() == 1


def test_the_end_leads_to_what_was_left_open(user):
    services.start_draft(user, reason=Reason.START, again=False, now=NOW)
    assert save_calm(user, "part-6") == "part-1"


def test_a_follow_up_that_is_not_called_for_leads_to_what_is_left(user):
    services.start_draft(user, reason=Reason.START, again=False, now=NOW)
    save_calm(user, "part-1")
    assert save(user, "part-2-more") == "part-2"


def test_a_repeated_last_screen_records_one_run(user):
    services.start_draft(user, reason=Reason.START, again=False, now=NOW)
    for part in PARTS:
        save_calm(user, part)
    assert save_calm(user, "part-6", K3="yes") is None
    assert ScreeningRun.objects.count() == 1


def test_garbage_keeps_the_draft_as_it_was(user):
    services.start_draft(user, reason=Reason.START, again=False, now=NOW)
    with pytest.raises(AnswerError):
        save(user, "part-1", E1="perhaps")
    draft = current_draft(user, now=NOW)
    assert draft is not None
    assert draft.answers == {}


def test_go_on_or_begin_anew(user):
    first = services.start_draft(user, reason=Reason.START, again=False, now=NOW)
    save_calm(user, "part-1")
    same = services.start_draft(user, reason=Reason.FLARE_UP, again=False, now=NOW)
    assert (same.pk, len(same.answers), same.reason) == (first.pk, 4, "start")
    anew = services.start_draft(user, reason=Reason.FLARE_UP, again=True, now=NOW)
    assert (anew.answers, anew.reason) == ({}, "flare_up")
    assert ScreeningDraft.objects.count() == 1


def test_what_somebody_else_answered_half_way_stays(user):
    other = make_user()
    services.start_draft(other, reason=Reason.START, again=False, now=NOW)
    save_calm(other, "part-1")
    for again in (False, True):
        services.start_draft(user, reason=Reason.START, again=again, now=NOW)
    make_screening(user, now=NOW)
    services.record_leg_symptom(user, now=NOW)
    (draft,) = ScreeningDraft.objects.all()
    assert (draft.user, len(draft.answers)) == (other, 4)


def test_old_answers_go_stale(user):
    services.start_draft(user, reason=Reason.START, again=False, now=NOW)
    assert current_draft(user, now=NOW + timedelta(days=2)) is not None
    late = NOW + timedelta(days=2, seconds=1)
    assert current_draft(user, now=late) is None
    assert save_calm(user, "part-1", now=late) is None
    draft = services.start_draft(user, reason=Reason.START, again=False, now=late)
    assert draft.started_at == late


def test_answers_to_another_version_are_not_used(user):
    services.start_draft(user, reason=Reason.START, again=False, now=NOW)
    ScreeningDraft.objects.update(version="2025.1")
    assert current_draft(user, now=NOW) is None
