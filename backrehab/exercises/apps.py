"""App configuration of exercises."""

from django.apps import AppConfig


class ExercisesConfig(AppConfig):
    """The exercises app."""

    name = "backrehab.exercises"
