"""States: the settings."""

from tests.e2e.states import shows
from tests.e2e.states.people import trainee
from tests.e2e.visitor import Visitor


def arrive(visitor: Visitor, page: str = "") -> None:
    visitor.sign_in(trainee())
    visitor.go(f"/settings/{page}")


@shows("settings")
def settings(visitor: Visitor) -> None:
    arrive(visitor)


@shows("settings")
def settings_saved(visitor: Visitor) -> None:
    arrive(visitor, "schedule/")
    visitor.press("Save")
    visitor.at("/settings/")


@shows("settings_schedule")
def settings_schedule(visitor: Visitor) -> None:
    arrive(visitor, "schedule/")


@shows("settings_schedule")
def settings_schedule_refused(visitor: Visitor) -> None:
    arrive(visitor, "schedule/")
    for box in visitor.main.locator("[type=checkbox]").all():
        box.uncheck()
    visitor.press("Save")
    visitor.main.locator(".error").wait_for()


@shows("settings_equipment")
def settings_equipment(visitor: Visitor) -> None:
    arrive(visitor, "equipment/")


@shows("settings_time_zone")
def settings_time_zone(visitor: Visitor) -> None:
    arrive(visitor, "time-zone/")


@shows("settings_about")
def settings_about(visitor: Visitor) -> None:
    arrive(visitor, "about-you/")


@shows("settings_consents")
def settings_consents(visitor: Visitor) -> None:
    arrive(visitor, "consents/")


@shows("settings_consents")
def settings_consents_missing(visitor: Visitor) -> None:
    user = trainee()
    user.consents.filter(purpose="health_data").delete()
    visitor.sign_in(user)
    visitor.go("/settings/consents/")
