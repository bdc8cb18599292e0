"""Template tags of the timer: the button that starts it, and what the timer itself needs."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from backrehab.progression.planned import PlannedExercise
from backrehab.progression.timer_rules import BAR, timer_rules
from backrehab.web.templatetags.ui import icon

register = template.Library()

# Both sides of the body, where an exercise has two.
SIDES = 2


def timer_data(planned: PlannedExercise) -> dict[str, str | int]:
    """What the timer has to know of a set, from the dose and the times of the catalogue.

    `seconds` of a hold, or `count` repetitions; `pace` in seconds for whatever moves, with its
    `parts` as "what is said|seconds|..."; `sides` and `turns` where there are two; `rest` in
    seconds between sets.
    """
    dose, exercise = planned.substitute_dose or planned.dose, planned.exercise
    data: dict[str, str | int] = {
        "timer": exercise.key,
        "name": exercise.name,
        "rest": exercise.rest_seconds,
    }
    if dose.hold_seconds:
        data["seconds"] = dose.hold_seconds
    else:
        data["count"] = dose.repetitions or 0
    if not dose.hold_seconds or exercise.keeps_moving:
        data["pace"] = exercise.seconds_per_repetition
    pace = timer_rules().paces.get(exercise.key)
    if "pace" in data and pace is not None:
        data["parts"] = BAR.join(f"{part.say}{BAR}{part.seconds}" for part in pace.parts)
    if exercise.per_side:
        data["sides"] = SIDES
        if pace is not None and pace.turns:
            data["turns"] = 1
    return data


@register.simple_tag
def timer_button(planned: PlannedExercise) -> SafeString:
    """The button that starts the timer of an exercise; without a script it is not there."""
    data = format_html_join("", ' data-{}="{}"', timer_data(planned).items())
    return format_html(
        '<button type="button" class="button timer-start" id="start-{}"{}>{}<span>{}</span>'
        '<span class="visually-hidden">: {}</span></button>',
        planned.exercise.key,
        data,
        icon("play"),
        _("Start timer"),
        planned.exercise.name,
    )


@register.simple_tag
def timer_numbers() -> SafeString:
    """The attributes of the timer that are the same for every exercise."""
    one = timer_rules()
    numbers = {
        "ready": one.ready_seconds,
        "change": one.change_seconds,
        "last": one.last_seconds,
        "keep": one.keep_hours,
    }
    return format_html_join("", ' data-{}="{}"', numbers.items())
