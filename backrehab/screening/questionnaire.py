"""Loads the questionnaire of a version from `fixtures/screening/`, once per process."""

import json
import re
from functools import cache
from pathlib import Path

from django.conf import settings

from backrehab.domain.screening import Questionnaire
from backrehab.domain.screening_data import QuestionnaireError, parse_questionnaire

CURRENT_VERSION = "2026.1"
VERSION = re.compile(r"[0-9]{4}\.[0-9]+")


def fixtures() -> Path:
    """The folder of the screening's data."""
    return Path(settings.BASE_DIR) / "fixtures" / "screening"


@cache
def questionnaire(version: str = CURRENT_VERSION) -> Questionnaire:
    """The questionnaire of that version; QuestionnaireError names file, entry and field.

    Old versions stay in the folder, so that an old run can still be read.
    """
    if not VERSION.fullmatch(version):
        raise QuestionnaireError(f"{version!r} is not a version such as {CURRENT_VERSION}")
    found = load_questionnaire(fixtures() / f"questionnaire-{version}.json")
    if found.version != version:
        raise QuestionnaireError(f"questionnaire-{version}.json: version: is {found.version}")
    return found


def load_questionnaire(path: Path) -> Questionnaire:
    """Parse and check one file; QuestionnaireError names file, entry and field."""
    try:
        return parse_questionnaire(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, json.JSONDecodeError) as error:
        raise QuestionnaireError(f"{path.name}: {error}") from error
    except QuestionnaireError as error:
        raise QuestionnaireError(f"{path.name}: {error}") from error
