"""The system check of what is published: a fault stops the start and is named."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from backrehab.progression import day_rules, published_levels
from backrehab.progression.published_levels import published_exercises
from backrehab.progression.rulesets import current_rules
from backrehab.web import published
from backrehab.web.published import check_published, faults_between


def test_what_is_published_is_sound() -> None:
    assert check_published() == []
    assert list(published_exercises()) == list(published_levels.published_levels())


@pytest.mark.django_db
def test_a_faulty_file_stops_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    data = json.loads(day_rules.FILE.read_text(encoding="utf-8"))
    (tmp_path / "day.json").write_text(json.dumps(data | {"budgets": []}))
    monkeypatch.setattr(day_rules, "FILE", tmp_path / "day.json")
    # Without what was kept of the file as it is.
    fresh = day_rules.day_rules.__wrapped__
    readers = [fresh if one is day_rules.day_rules else one for one in published.READERS]
    monkeypatch.setattr(published, "READERS", readers)
    (fault,) = check_published()
    assert (fault.id, fault.is_serious()) == ("backrehab.E002", True)
    assert fault.msg.startswith("day.json: budgets")
    with pytest.raises(SystemCheckError, match=r"day\.json: budgets"):
        call_command("check")


def test_every_file_of_ours_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the screening and the catalogue are checked elsewhere."""
    fixtures = Path(day_rules.__file__).parents[2] / "fixtures"
    seen: set[Path] = set()
    read_text = Path.read_text

    def note(path: Path, *args: str, **how: str) -> str:
        seen.add(path.resolve())
        return read_text(path, *args, **how)

    monkeypatch.setattr(Path, "read_text", note)
    for reader in published.READERS:
        getattr(reader, "__wrapped__", reader)()
    rest = {path for path in fixtures.rglob("*.json") if path not in seen}
    assert {path.parent.name for path in rest} == {"catalogue", "screening"}


def test_rules_and_stages_name_each_other() -> None:
    rules, exercises = current_rules(), dict(published_exercises())
    exercises["deadlift"], exercises["squat"] = "hyper-row", "squat"
    del exercises["seated-row"]
    assert list(faults_between(rules, exercises)) == [
        "2026.1.json: rules.stages: stages.json has no stage 'seated-row'",
        "stages.json: deadlift: exercise: must be 'deadlift', as in rules.heavy of 2026.1.json",
        "stages.json: squat: rules.stages of 2026.1.json has no such stage",
    ]
    light = replace(rules, heavy=replace(rules.heavy, exercises=(), when_loaded=()))
    exercises = dict(published_exercises()) | {"deadlift": "hyper-row"}
    assert list(faults_between(light, exercises)) == []
