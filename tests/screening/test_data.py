"""The data as it is shipped, and what a faulty installation is told."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from backrehab.domain.screening_data import QuestionnaireError
from backrehab.exercises.wording import forbidden_words
from backrehab.screening.checks import check_screening
from backrehab.screening.emergency import (
    EmergencyNumbersError,
    Number,
    find_contacts,
    load_table,
)
from backrehab.screening.explain import urgent_signs
from backrehab.screening.queries import UNDER_18_LIMIT
from backrehab.screening.questionnaire import fixtures, load_questionnaire, questionnaire

ROOT = Path(django_settings.BASE_DIR)
TEXTS = [
    *(ROOT / "templates" / "screening").glob("*.html"),
    *(ROOT / "fixtures" / "screening").glob("*.json"),
    ROOT / "backrehab/screening/explain.py",
    ROOT / "backrehab/web/forms/screening.py",
]
# A statement about what somebody has; a question ("do you have …") is none.
DIAGNOSIS = re.compile(r"(?<!do )\byou (?:do not |don.t )?have (?!read|answered)", re.IGNORECASE)


def test_the_shipped_questionnaire():
    form = questionnaire()
    assert (form.version, len(form.groups), len(form.questions), len(form.rules)) == (
        "2026.1",
        6,
        34,
        38,
    )
    assert (form.intervals.periodic_days, form.intervals.before_deadlift_days) == (84, 28)
    assert set(form.limits) == {
        *("no_hang", "no_pressure", "flare_up_only", "support", "book_assessment"),
        UNDER_18_LIMIT,
    }


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_no_forbidden_word(path):
    text = path.read_text()
    assert forbidden_words(text) == []
    assert DIAGNOSIS.findall(text) == []


def test_the_text_test_finds_what_it_looks_for():
    assert forbidden_words("It is safe and heals; a fix.") == ["safe", "heals", "fix"]
    assert len(DIAGNOSIS.findall("You have sciatica. You don't have it. Do you have a fever?")) == 2


def test_the_result_always_says_what_the_app_cannot_do():
    text = (ROOT / "backrehab/screening/explain.py").read_text()
    for words in (
        "emergency",
        "clinician_today",
        "clinician",
        "leg_symptom",
        "light_only",
        "caution",
        "clear",
    ):
        body = text.split(f"def _{words}()")[1].split("\ndef ")[0]
        assert "This app can't rule" in body.replace('"\n            "', ""), words


def test_the_urgent_signs_are_the_emergency_rows():
    assert len(urgent_signs()) == 9


def test_a_faulty_file_is_named(tmp_path):
    path = tmp_path / "questionnaire-2027.1.json"
    path.write_text("{")
    with pytest.raises(QuestionnaireError, match=r"^questionnaire-2027\.1\.json: Expecting"):
        load_questionnaire(path)
    data = json.loads((fixtures() / "questionnaire-2026.1.json").read_text())
    data["rules"][0]["outcome"] = "fine"
    path.write_text(json.dumps(data))
    with pytest.raises(
        QuestionnaireError, match=r"^questionnaire-2027\.1\.json: rules\[E1\]\.outcome: must be"
    ):
        load_questionnaire(path)


@pytest.mark.parametrize("version", ["", "../../etc/passwd", "2099.1"])
def test_an_unknown_version_is_refused(version):
    with pytest.raises(QuestionnaireError):
        questionnaire(version)


# Emergency numbers


def test_the_numbers_of_a_country():
    found = find_contacts("GB", ())
    assert found.emergency == (Number("999"),)
    assert (found.country, found.known, found.advice) == ("United Kingdom", True, (Number("111"),))


def test_an_unlisted_country_falls_back_to_112():
    found = find_contacts("XX", ())
    assert (found.country, found.known, found.emergency) == ("XX", False, (Number("112"),))


def test_the_operators_own_numbers_take_their_place():
    found = find_contacts("XX", ("Ambulance=+44 20-7946 0000", "112"))
    assert found.known
    assert found.emergency == (Number("+44 20-7946 0000", "Ambulance"), Number("112"))
    assert found.emergency[0].link == "tel:+442079460000"


@pytest.mark.parametrize("text", ["", "call me", "javascript:alert(1)", "999<b>", "Ambulance="])
def test_what_cannot_be_dialled_is_refused(text):
    with pytest.raises(EmergencyNumbersError, match=r"^EMERGENCY_NUMBERS: "):
        find_contacts("GB", (text,))


FAULTY_TABLES = [
    ([], "numbers.json: needs the fields countries and fallback"),
    ({"countries": {}}, "numbers.json: needs the fields countries and fallback"),
    (
        {"fallback": {}, "countries": {}},
        "numbers.json: fallback.emergency: must be a list of numbers",
    ),
    (
        {"fallback": {"emergency": ["112"]}, "countries": {"gb": {}}},
        "numbers.json: countries[gb]: a country is two capital letters",
    ),
    (
        {"fallback": {"emergency": ["112"]}, "countries": {"GB": {"emergency": ["x"]}}},
        "numbers.json: countries[GB].emergency: 'x' can't be dialled",
    ),
    (
        {"fallback": {"emergency": ["112"]}, "countries": {"GB": {"emergency": ["9"]}}},
        "numbers.json: countries[GB].name: must be a text that is not empty",
    ),
    (
        {"fallback": {"emergency": ["112"], "fire": []}, "countries": {}},
        "numbers.json: fallback.fire: unknown field",
    ),
    (
        {"fallback": {"emergency": ["112"]}, "countries": {"GB": []}},
        "numbers.json: countries[GB]: must be a mapping of fields",
    ),
]


@pytest.mark.parametrize(("data", "complaint"), FAULTY_TABLES)
def test_a_faulty_table_is_named(tmp_path, data, complaint):
    path = tmp_path / "numbers.json"
    path.write_text(json.dumps(data))
    with pytest.raises(EmergencyNumbersError) as caught:
        load_table(path)
    assert str(caught.value) == complaint


def test_the_system_check(settings):
    settings.EMERGENCY_COUNTRY, settings.EMERGENCY_NUMBERS = "GB", []
    assert check_screening() == []
    settings.EMERGENCY_COUNTRY = "XX"
    (told,) = check_screening()
    assert (told.id, "GB for the United Kingdom" in str(told.hint)) == ("screening.W001", True)
    settings.EMERGENCY_NUMBERS = ["ring"]
    assert [message.id for message in check_screening()] == ["screening.E001"]
