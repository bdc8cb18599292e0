"""The operator's pages: list, search, read, edit; a change shows at once on the public page."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from backrehab.exercises import models
from backrehab.exercises.admin_forms import LinesField, SlotsField
from backrehab.exercises.cards import Catalogue
from backrehab.exercises.version import compute_digest, current_digest
from tests.factories import at, make_user
from tests.factories_diary import make_set

ON = date(2026, 3, 2)

KINDS = ("muscle", "equipment", "exercise", "programme", "stage")


@pytest.fixture
def operator(catalogue: Catalogue, sign_in: Callable[..., Client]) -> Client:
    return sign_in(make_user(is_staff=True, is_superuser=True))


def form_data(response: Any) -> dict[str, Any]:
    """What the browser would send if nothing was changed."""
    context = response.context
    forms = [context["adminform"].form]
    for formset in context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    data: dict[str, Any] = {}
    for form in forms:
        for field in form:
            value = field.value()
            if value is True:
                data[field.html_name] = "on"
            elif value is not None and value is not False:
                data[field.html_name] = value
    return data


def change_url(kind: str, key: str) -> str:
    model = {"exercise": models.Exercise, "stage": models.Stage, "muscle": models.Muscle}[kind]
    return reverse(f"admin:exercises_{kind}_change", args=[model.objects.get(key=key).pk])


@pytest.mark.parametrize("kind", KINDS)
def test_list_search_and_read(operator: Client, kind: str) -> None:
    listed = operator.get(reverse(f"admin:exercises_{kind}_changelist"))
    rows = listed.context["cl"].result_list
    name = rows[0].name
    found = operator.get(reverse(f"admin:exercises_{kind}_changelist"), {"q": name})
    assert rows[0] in found.context["cl"].result_list
    page = operator.get(reverse(f"admin:exercises_{kind}_change", args=[rows[0].pk]))
    assert name in page.content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_saving_without_a_change_changes_nothing(operator: Client, kind: str) -> None:
    digest = current_digest()
    model = {"equipment": models.Equipment, "programme": models.Programme}.get(
        kind, {"muscle": models.Muscle, "exercise": models.Exercise}.get(kind, models.Stage)
    )
    for row in model.objects.all()[:7]:
        url = reverse(f"admin:exercises_{kind}_change", args=[row.pk])
        answer = operator.post(url, form_data(operator.get(url)))
        assert answer.status_code == 302, (row, answer.context["errors"])
    assert current_digest() == digest == compute_digest()


def test_an_edit_shows_at_once(operator: Client, client: Client) -> None:
    url = change_url("exercise", "bar-hang")
    data = form_data(operator.get(url))
    data["cues"] = "Let go.\n\n Breathe. \nTake your time.\n"
    data["variants-0-how"] = "Use the bar in the doorway."
    answer = operator.post(url, data, follow=True)
    assert "replaces it" in answer.content.decode()
    hang = models.Exercise.objects.get(key="bar-hang")
    assert hang.cues == ["Let go.", "Breathe.", "Take your time."]
    assert current_digest() == compute_digest()
    page = client.get(reverse("exercise_detail", args=["bar-hang"])).content.decode()
    assert "Take your time." in page
    assert "Use the bar in the doorway." in page


def test_the_doses_of_a_stage_can_be_edited(operator: Client, client: Client) -> None:
    url = change_url("stage", "bar-hang")
    data = form_data(operator.get(url))
    data["dose_levels-0-slots"] = "morning 2\nmidday 1 optional"
    assert operator.post(url, data).status_code == 302
    level = models.DoseLevel.objects.get(stage__key="bar-hang", level=1)
    assert level.slots == [
        {"slot": "morning", "sets": 2, "optional": False},
        {"slot": "midday", "sets": 1, "optional": True},
    ]
    assert current_digest() == compute_digest()


@pytest.mark.parametrize(
    ("kind", "key", "field", "value", "message"),
    [
        ("exercise", "bar-hang", "summary", "It will heal you.", "The word “heal” is not allowed."),
        ("exercise", "bar-hang", "cues", "One.\nA safe hang.", "The word “safe” is not allowed."),
        ("exercise", "bar-hang", "variants-0-how", "Safe.", "The word “Safe” is not allowed."),
        ("exercise", "bar-hang", "sources", [], "no source"),
        ("exercise", "bar-hang", "timing_default_reason", "", "default needs a default_reason"),
        ("exercise", "bar-hang", "substitute_key", "nap", "Select a valid choice"),
        ("stage", "bar-hang", "dose_levels-0-slots", "at night 1", "“at night 1” is not a slot."),
        ("stage", "bar-hang", "dose_levels-0-slots", "midday 1 optional", "every slot is optional"),
        (
            "stage",
            "bar-hang",
            "dose_levels-0-repetitions",
            "8",
            "Give either repetitions or seconds",
        ),
        ("stage", "bar-hang", "dose_levels-2-level", "5", "The levels must run 1, 2, 3"),
        ("muscle", "piriformis", "sources", ["S3", "default"], "default needs a default_reason"),
    ],
)
def test_a_faulty_edit_is_refused_in_words(
    operator: Client, *, kind: str, key: str, field: str, value: Any, message: str
) -> None:
    digest = current_digest()
    url = change_url(kind, key)
    answer = operator.post(url, form_data(operator.get(url)) | {field: value})
    assert answer.status_code == 200
    assert message in answer.content.decode().replace("&quot;", '"')
    assert current_digest() == digest == compute_digest()


def test_removing_an_entry_moves_the_version_on(operator: Client) -> None:
    muscle = models.Muscle.objects.create(
        key="calf",
        name="Calf",
        position=99,
        plain_name="a",
        region="hip",
        where_it_is="x",
        what_it_does="x",
    )
    operator.post(reverse("admin:exercises_muscle_delete", args=[muscle.pk]), {"post": "yes"})
    assert not models.Muscle.objects.filter(key="calf").exists()
    assert current_digest() == compute_digest()


def test_removing_several_entries_moves_the_version_on(operator: Client) -> None:
    thing = models.Equipment.objects.create(key="rope", name="Rope", position=99)
    operator.post(
        reverse("admin:exercises_equipment_changelist"),
        {"action": "delete_selected", "_selected_action": [thing.pk], "post": "yes"},
    )
    assert not models.Equipment.objects.filter(key="rope").exists()
    assert current_digest() == compute_digest()


def test_what_people_did_is_in_the_way_but_not_shown(
    operator: Client, catalogue: Catalogue
) -> None:
    key = "side-leg-raise"
    raised = make_set(
        make_user(), catalogue, key, ON, slot="morning", done_at=at("2026-03-02 08:00")
    )
    one = reverse("admin:exercises_exercise_delete", args=[raised.exercise_id])
    chosen = {"action": "delete_selected", "_selected_action": [raised.exercise_id]}
    several = operator.post(reverse("admin:exercises_exercise_changelist"), chosen)
    for page in (operator.get(one), several, operator.post(one, {"post": "yes"})):
        assert "<li>Performed set</li>" in page.text
        assert "Programme exercise: " in page.text
        assert "2026-03-02" not in page.text
    raised.refresh_from_db()


def test_no_stage_is_added_or_removed_by_hand(operator: Client) -> None:
    assert operator.get(reverse("admin:exercises_stage_add")).status_code == 403
    stage = models.Stage.objects.get(key="bar-hang")
    url = reverse("admin:exercises_stage_delete", args=[stage.pk])
    assert operator.post(url, {"post": "yes"}).status_code == 403


def test_others_do_not_get_in(catalogue: Catalogue, sign_in: Callable[..., Client]) -> None:
    url = reverse("admin:exercises_exercise_changelist")
    assert sign_in(make_user()).get(url).status_code in {302, 403}
    assert Client().get(url).status_code == 302


def test_lines_and_slots_come_back_as_they_were() -> None:
    lines = ["One.", "Two."]
    assert LinesField().to_python(LinesField().prepare_value(lines)) == lines
    slots = [{"slot": "morning", "sets": 1, "optional": True}]
    assert SlotsField().prepare_value(slots) == "morning 1 optional"
    assert SlotsField().to_python("morning 1 optional") == slots
