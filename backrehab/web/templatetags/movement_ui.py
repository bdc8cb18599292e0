"""Template tag of the moving figures."""

from django import template

from backrehab.exercises.cards import ExerciseCard
from backrehab.web.movement import Movement, movement

register = template.Library()


@register.simple_tag
def movement_of(exercise: ExerciseCard) -> Movement | None:
    """The figure of an exercise, or nothing: `{% movement_of exercise as movement %}`."""
    return movement(exercise)
