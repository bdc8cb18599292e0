"""Everything to take along: complete, readable, in bounded memory, and nobody else's."""

import codecs
import csv
import io
import json
import tracemalloc
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import models

from backrehab.accounts.models import User
from backrehab.exchange.archive import file_name, write_archive
from backrehab.exchange.readme import read_words
from backrehab.exchange.tables import LEFT_OUT_FIELDS, LEFT_OUT_TABLES, TAKEN_OUT, person_tables
from backrehab.exercises.cards import Catalogue
from backrehab.painlog.models import DailyScore, PerformedSet
from tests.exchange.people import full_person
from tests.factories import at

NOW = at("2026-03-09 09:00")
pytestmark = pytest.mark.django_db


def opened(user: User) -> zipfile.ZipFile:
    with write_archive(user, now=NOW) as archive:
        return zipfile.ZipFile(io.BytesIO(archive.read()))


def tables_of(user: User) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = json.loads(opened(user).read("everything.json"))[
        "tables"
    ]
    return found


def models_of_people() -> set[type[models.Model]]:
    """Every model from which foreign keys lead to the person, found from the person outwards."""
    found, new = set(), {User}
    while new:
        found |= new
        new = {
            relation.related_model
            for model in found
            for relation in model._meta.get_fields(include_hidden=True)
            if (relation.one_to_many or relation.one_to_one) and relation.auto_created
        } - found
    return found


def test_every_field_of_every_model_is_there(catalogue: Catalogue) -> None:
    """A new model or field is in the archive, or in the list of what is left out, with a reason."""
    user = full_person()
    tables = tables_of(user)
    given = {table.label: table for table in person_tables()}
    expected = {model._meta.label: model for model in models_of_people()}
    assert set(given) | set(LEFT_OUT_TABLES) == set(expected)
    for label, table in given.items():
        fields = {
            field.name
            for field in expected[label]._meta.concrete_fields
            if f"{label}.{field.name}" not in LEFT_OUT_FIELDS
        }
        fields |= {TAKEN_OUT[label][0]} if label in TAKEN_OUT else set()
        assert [(label, name) for name in fields - set(tables[table.name][0])] == []
        assert set(tables[table.name][0]) == fields


def test_what_is_left_out_exists_and_has_a_reason() -> None:
    for label in LEFT_OUT_TABLES:
        assert apps.get_model(label)
    for place in LEFT_OUT_FIELDS:
        label, _, name = place.rpartition(".")
        assert apps.get_model(label)._meta.get_field(name)
    reasons = [*LEFT_OUT_TABLES.values(), *LEFT_OUT_FIELDS.values()]
    assert [why for why in reasons if len(why) < 20] == []


def test_every_value_is_there_in_both_forms(catalogue: Catalogue) -> None:
    user = full_person()
    archive = opened(user)
    tables = json.loads(archive.read("everything.json"))["tables"]
    for table in person_tables():
        way = f"{table.path}__pk" if table.path else "pk"
        rows = list(table.model._default_manager.filter(**{way: user.pk}).order_by("pk"))
        assert len(tables[table.name]) == len(rows) > 0, table.label
        text = archive.read(f"csv/{table.name}.csv").decode("utf-8-sig")
        sheet = list(csv.DictReader(io.StringIO(text)))
        assert len(sheet) == len(rows)
        for stored, told, line in zip(rows, tables[table.name], sheet, strict=True):
            for column in table.columns:
                value = stored
                for step in column.lookup.split("__"):
                    value = value.get(step) if isinstance(value, dict) else getattr(value, step)
                assert same(value, told[column.name]), (table.label, column)
                assert line == {name: in_sheet(value) for name, value in told.items()}


def in_sheet(told: Any) -> str:
    """What a cell says for a value of the JSON."""
    if told is None:
        return ""
    return json.dumps(told) if isinstance(told, (dict, list)) else str(told)


def same(stored: Any, told: Any) -> bool:
    if hasattr(stored, "isoformat"):
        return bool(told == stored.isoformat())
    return bool(told == stored or told == str(stored))


def test_a_passkey_goes_by_the_name_it_was_given(catalogue: Catalogue) -> None:
    user = full_person()
    data = {"name": "=My phone", "credential": "planted-secret"}
    Authenticator.objects.create(user=user, type="webauthn", data=data)
    told = {row["type"]: row["name"] for row in tables_of(user)["authenticator"]}
    assert told == {"recovery_codes": None, "webauthn": "=My phone"}
    sheet = opened(user).read("csv/authenticator.csv").decode()
    assert ",'=My phone" in sheet
    assert "planted-secret" not in sheet


def test_the_person_comes_first_and_the_rest_by_its_place(catalogue: Catalogue) -> None:
    labels = [table.label for table in person_tables()]
    assert labels == ["accounts.User", *sorted({*labels} - {"accounts.User"})]
    names = [table.name for table in person_tables()]
    assert list(tables_of(full_person())) == names


def test_what_leads_into_the_catalogue_is_given_by_its_word(catalogue: Catalogue) -> None:
    """The number of a row means nothing outside of this database, but between the person's own."""
    user = full_person()
    tables = tables_of(user)
    (done,) = PerformedSet.objects.filter(user=user).select_related("exercise")
    assert tables["performed_set"][0]["exercise"] == done.exercise.key
    assert {row["user"] for row in tables["performed_set"]} == {user.pk}
    runs = {row["id"] for row in tables["screening_run"]}
    assert [row["run"] in runs for row in tables["clearance"]] == [True]


def test_nobody_else_and_no_secret_is_in_it(catalogue: Catalogue) -> None:
    user, other = full_person(), full_person()
    user.set_password("planted-password")
    user.save()
    archive = opened(user)
    text = "\n".join(archive.read(name).decode("utf-8-sig") for name in archive.namelist())
    assert user.email in text
    for secret in (other.email, user.password, "planted-secret", "planted-session"):
        assert secret not in text


def test_the_readme_says_what_each_part_is(catalogue: Catalogue) -> None:
    archive = opened(full_person())
    text = archive.read("README.txt").decode()
    for table in person_tables():
        assert f"\n{table.name}\n    " in text
    for place, why in {**LEFT_OUT_TABLES, **LEFT_OUT_FIELDS}.items():
        assert f"- {place}: {why}" in text
    names = {"README.txt", "everything.json", *(f"csv/{t.name}.csv" for t in person_tables())}
    assert set(archive.namelist()) == names


def test_a_spreadsheet_sees_no_formula(catalogue: Catalogue) -> None:
    user = full_person()
    User.objects.filter(pk=user.pk).update(equipment=["bänd"], time_zone="=1+1")
    archive = opened(user)
    raw = archive.read("csv/user.csv")
    # Without this mark some of them read letters such as ä as two others.
    assert raw.startswith(codecs.BOM_UTF8)
    row = next(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert (row["time_zone"], row["equipment"]) == ("'=1+1", '["bänd"]')
    assert tables_of(user)["user"][0]["time_zone"] == "=1+1"


def test_ten_years_take_no_more_memory(
    catalogue: Catalogue, django_assert_num_queries: Any
) -> None:
    user = full_person()
    first = date(2010, 1, 1)
    DailyScore.objects.bulk_create(
        DailyScore(user=user, on=first + timedelta(days=n), score=n % 11, given_at=NOW)
        for n in range(3650)
    )
    tracemalloc.start()
    with django_assert_num_queries(len(person_tables())):
        archive = write_archive(user, now=NOW)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    with archive:
        tables = json.loads(zipfile.ZipFile(archive).read("everything.json"))["tables"]
    assert len(tables["daily_score"]) == 3651
    assert peak < 12 * 1024 * 1024


def test_the_name_of_the_file_says_nothing() -> None:
    assert file_name(NOW) == "my-data-2026-03-09.zip"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"user": ""}, "user is empty or no text"),
        ({"nonsense": "?"}, "nonsense is not a table"),
        ({"user": None}, "user is empty or no text"),
    ],
)
def test_the_words_are_checked(tmp_path: Any, change: dict[str, Any], message: str) -> None:
    from backrehab.exchange.readme import FILE

    words = json.loads(FILE.read_text())
    words["tables"] |= change
    path = tmp_path / "export.json"
    path.write_text(json.dumps(words))
    with pytest.raises(Exception, match=message):
        read_words(path)
    del words["tables"]["consent"]
    path.write_text(json.dumps(words))
    with pytest.raises(Exception, match=r"export\.json: tables: consent has no sentence"):
        read_words(path)
