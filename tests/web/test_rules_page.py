"""How the gate decides: the public page says what the gate runs on."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from backrehab.accounts.models import User
from backrehab.accounts.services import save_numbers
from backrehab.domain.rules import number_paths
from backrehab.exercises.cards import Catalogue
from backrehab.progression.day_rules import day_rules
from backrehab.progression.rulesets import RULES_DIR, current_rules
from backrehab.web.rules_page import basis_by_part, basis_entries, values_at
from backrehab.web.rules_tables import (
    break_rows,
    gives_way_rows,
    part_name,
    resume_rows,
    return_rows,
)
from backrehab.web.rules_words import WORDS, words_of
from tests.factories_diary import make_person
from tests.web.reading import text, words

pytestmark = pytest.mark.django_db


def test_anybody_can_read_it(
    catalogue: Catalogue, django_assert_num_queries: Callable[[int], object]
) -> None:
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        page = text(Client().get("/how-it-decides/"))
    assert "Rule set 2026.1" in page
    assert "no clinician has reviewed these numbers" in page


def test_light_exercises_only(catalogue: Catalogue) -> None:
    page = words(Client().get("/how-it-decides/").text)
    assert "these stages are left: Bar hang and Seated row. Any other waits" in page


def test_every_number_is_on_the_page_with_its_value(catalogue: Catalogue) -> None:
    import json

    html = Client().get("/how-it-decides/").content.decode()
    rows = re.findall(r'<td>([^<]+) <code>([^<]+)</code></td><td class="number">([^<]+)</td>', html)
    shown = {path: value for _, path, value in rows}
    data = json.loads((RULES_DIR / "2026.1.json").read_text())
    assert set(shown) == {path for path, _ in number_paths(data)}
    for path, value in number_paths(data):
        if "*" not in path:
            assert shown[path] == f"{value:g}"
    assert shown["tiers.*.ceiling"] == "5 / 3 / 2"
    assert shown["tiers.*.spread"] == "7 / 7 / 14"


def test_the_ceilings_are_named_as_what_they_are(catalogue: Catalogue) -> None:
    page = words(Client().get("/how-it-decides/").text)
    assert "The ceilings: light: 5, moderate: 3, heavy: 2." in page


def test_every_number_says_what_it_is() -> None:
    entries = basis_entries(current_rules())
    said = {number.path: number.words for entry in entries for number in entry.numbers}
    assert [path for path, words in said.items() if not words] == []
    # No two say the same: each could be told from the others without its name.
    same = {one for one in said.values() if list(said.values()).count(one) > 1}
    assert same == set()
    assert said["tiers.*.not_worse"] == "Points above the average pain you told us, less than"
    assert said["lay_off.bands.medium.second_share"] == (
        "Break of some weeks: share after a good day"
    )
    assert set(WORDS) <= set(said)
    assert words_of("no.such.number") == words_of("lay_off.bands.short.nothing") == ""


def test_each_basis_has_its_confidence() -> None:
    rules = current_rules()
    entries = basis_entries(rules)
    assert len(entries) == len(rules.basis)
    assert all(entry.confidence and entry.basis and entry.numbers for entry in entries)
    assert values_at(rules, "colour.done_share") == "0.8"
    assert values_at(rules, "tiers.*.usual_pain") == "– / – / 2"


ANCHORS = ("dose", "step-back", "short-way-back", "flare-up", "after-a-break", "plan-of-a-day")


def section(html: str, anchor: str) -> str:
    """The text of a section, in one line, without its tags."""
    part = html.partition(f'<section class="card" aria-labelledby="{anchor}">')[2]
    return words(part.partition("</section>")[0]).strip()


def test_other_pages_can_link_to_each_part(catalogue: Catalogue) -> None:
    html = Client().get("/how-it-decides/").content.decode()
    ids = set(re.findall(r'id="([\w-]+)"', html))
    assert set(ANCHORS) <= ids
    targets = re.findall(r'href="#([\w-]+)"', html)
    assert set(targets) - ids == set()
    assert {"dose", "after-a-break", "plan-of-a-day"} <= set(targets)


def test_each_part_names_the_basis_of_its_numbers() -> None:
    parts = basis_by_part(basis_entries(current_rules()))
    assert {part: len(entries) for part, entries in parts.items()} == {
        "dose": 2,
        "back": 1,
        "flare_up": 2,
        "lay_off": 1,
        "plan": 2,
    }
    assert all(entries for entries in parts.values())


def test_the_breaks(catalogue: Catalogue) -> None:
    rows = break_rows(current_rules(), catalogue)
    assert [(row.days, row.start, row.asked) for row in rows] == [
        (
            "8 to 14",
            "Same stage, 1 set fewer, or 90% where there is one set.",
            "Nothing",
        ),
        (
            "15 to 28",
            "Same stage at 50% of the dose, and 80% after a good day.",
            "A short health check",
        ),
        (
            "29 to 84",
            "1 stage down at 50% of the dose; heavy lifts go back to: Pull-through.",
            "The health check",
        ),
        (
            "85 or more",
            "Start over at stage Seated row, with its first dose.",
            "The health check, and your average pain anew",
        ),
    ]
    assert [row.counting for row in rows] == [
        "Your calm days keep counting.",
        *["Counting for the gate starts anew."] * 3,
    ]


def test_a_break_of_another_rule_set_has_words_too(catalogue: Catalogue) -> None:
    rules = current_rules()
    band = replace(rules.lay_off.bands["medium"], second_share=None)
    lay_off = replace(rules.lay_off, bands=rules.lay_off.bands | {"medium": band})
    rows = break_rows(replace(rules, lay_off=lay_off), catalogue)
    assert rows[1].start == "Same stage at 50% of the dose."


def test_after_a_flare_up() -> None:
    rows = resume_rows(current_rules())
    assert [(row.days, row.percent, row.stage, row.heavy_stage) for row in rows] == [
        ("1 to 2", 70, "The same", "The same"),
        ("3 to 7", 50, "The same", "1 stage down"),
        ("8 or more", 50, "1 stage down", "1 stage down"),
    ]


def test_the_short_way_back() -> None:
    rows = return_rows(current_rules())
    assert [(row.tier, row.days, row.spread) for row in rows] == [
        ("light", 2, 4),
        ("moderate", 2, 4),
        ("heavy", 3, 7),
    ]


# A sentence of each part, with its numbers.
SAID = {
    "dose": "where repetitions are counted, with 2 or more on top in the last set.",
    "step-back": "2 days that were too much within 14 days lead one stage back.",
    "flare-up": "On 2 days running, the last of them today, your score is no more than 1 above",
    "after-a-break": "Start over at stage Seated row",
    "plan-of-a-day": "From one heavy day to the next there are at least 2 days",
}


@pytest.mark.parametrize("anchor", SAID)
def test_what_a_part_says(catalogue: Catalogue, anchor: str) -> None:
    html = Client().get("/how-it-decides/").content.decode()
    assert SAID[anchor] in section(html, anchor)


def test_the_page_says_what_the_rule_does(catalogue: Catalogue) -> None:
    """A hold has no repetitions; a weight is cut at the target dose alone, below it goes the level;
    the first date of a flare-up is its day 1 elsewhere; and the average is asked again later."""
    html = Client().get("/how-it-decides/").content.decode()
    assert "At the target dose with a weight it is 20 percent less" in section(html, "dose")
    for days in (7, 14, 42):
        assert f"After {days} days:" in section(html, "flare-up")
    page = words(html)
    assert "the average pain you told us last counts" in page
    assert "This week less than 2 above the average pain you told us" in page
    assert "above your start" not in page


def test_what_gives_way_stands_in_its_published_order(catalogue: Catalogue) -> None:
    rows = gives_way_rows(catalogue)
    assert [(row.name, row.why) for row in rows] == [
        (part_name(one.name, catalogue), one.why) for one in day_rules().gives_way
    ]
    html = section(Client().get("/how-it-decides/").content.decode(), "plan-of-a-day")
    places = [html.index(f"{row.name}.") for row in rows]
    assert places == sorted(places)


def test_the_hours_of_the_exercises_are_the_dates_of_the_rule(catalogue: Catalogue) -> None:
    """They said 48 hours, and this page that it is not counted in hours."""
    html = Client().get("/how-it-decides/").content.decode()
    said = "The pages of the exercises call that 48 hours; it is counted in dates."
    assert said in section(html, "plan-of-a-day")
    deadlift = catalogue.exercises["deadlift"].cautions
    assert any("48 hours between heavy days" in one for one in deadlift)


def test_it_is_read_only() -> None:
    assert Client().post("/how-it-decides/").status_code == 405


IN_WORDS = (
    "worst pain severe (8 of 10) or more; worst pain moderate (6 of 10) or more and up by 2",
    "light: moderate (5 of 10), moderate: mild, heavy: mild (2 of 10).",
    "If your pain now is moderate (6 of 10) or more, or 3 or more above your usual",
    "At a score of severe or more, or 3 or more above your usual, the app may ask.",
    "worst pain moderate (5 of 10) or less, up by 2 or less, and the next morning moderate",
)


def test_in_words_for_who_hides_numbers(
    catalogue: Catalogue, sign_in: Callable[[User], Client]
) -> None:
    user = make_person()
    client = sign_in(user)
    page = text(client.get("/how-it-decides/"))
    assert "worst pain 8 or more; worst pain 6 or more and up by 2 or more" in page
    assert "Show the numbers this once" not in page
    save_numbers(user=user, hide=True)
    page = text(client.get("/how-it-decides/"))
    assert [said for said in IN_WORDS if said not in page] == []
    # What stands in the rule set stays as it stands there.
    assert "tiers.*.ceiling 5 / 3 / 2" in page
    once = text(client.get("/how-it-decides/?numbers=shown"))
    assert "If your pain now is 6 or more" in once
    assert [said for said in IN_WORDS if said in once] == []
