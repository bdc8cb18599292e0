"""System checks: the screening's data and the operator's emergency numbers are sound."""

from typing import Any

from django.conf import settings
from django.core import checks

from backrehab.domain.screening_data import QuestionnaireError
from backrehab.screening.emergency import EmergencyNumbersError, contacts
from backrehab.screening.questionnaire import questionnaire


def check_screening(**_: Any) -> list[checks.CheckMessage]:
    """Stop the start over faulty data; warn when the country has no numbers."""
    try:
        questionnaire()
        found = contacts()
    except (QuestionnaireError, EmergencyNumbersError) as error:
        return [checks.Error(str(error), id="screening.E001")]
    if found.known:
        return []
    return [
        checks.Warning(
            f"EMERGENCY_COUNTRY is {settings.EMERGENCY_COUNTRY!r}, which is not in the table.",
            hint="It is two letters, such as GB for the United Kingdom. Where yours is missing, "
            "set EMERGENCY_NUMBERS, or people are told to call 112 or their local number.",
            id="screening.W001",
        )
    ]
