"""The real catalogue: what stands in fixtures/catalogue/ is complete and says who says so."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from backrehab.exercises.cards import Catalogue, DoseCard
from backrehab.exercises.catalogue import best_variant
from backrehab.exercises.loader import FIXTURES
from backrehab.exercises.models import Limit, Slot
from backrehab.exercises.wording import forbidden_words

NAMES = ("muscles", "equipment", "exercises", "programmes", "stages")
FILES = {name: json.loads((FIXTURES / f"{name}.json").read_text()) for name in NAMES}


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for part in value if isinstance(value, list) else []:
        yield from texts(part)
    for part in value.values() if isinstance(value, dict) else []:
        yield from texts(part)


def figures(value: Any) -> Iterator[dict[str, Any]]:
    """Every object that states a figure: a dose or a pace."""
    if isinstance(value, dict):
        if value.keys() & {"repetitions", "hold_seconds", "seconds_per_repetition"}:
            yield value
        value = list(value.values())
    for part in value if isinstance(value, list) else []:
        yield from figures(part)


@pytest.mark.parametrize("name", NAMES)
def test_no_text_has_a_forbidden_word(name: str) -> None:
    assert [word for text in texts(FILES[name]) for word in forbidden_words(text)] == []


def test_every_figure_has_a_source_or_says_why_it_is_ours() -> None:
    every = [one for name in NAMES for one in figures(FILES[name])]
    assert len(every) > 80
    assert [one for one in every if not one["sources"]] == []
    ours = [one for one in every if "default" in one["sources"]]
    assert [one for one in ours if not one["default_reason"]] == []


def test_every_exercise_is_complete(catalogue: Catalogue) -> None:
    assert len(catalogue.exercises) == 31
    for card in catalogue.exercises.values():
        assert 3 <= len(card.set_up) <= 5, card.key
        assert 3 <= len(card.cues) <= 5, card.key
        assert card.cautions, card.key
        assert card.variants, card.key
        assert card.source_texts, card.key
        assert any(muscle.main for muscle in card.muscles), card.key
        assert card.stage_key or card.programme_keys, card.key


def test_every_muscle_is_worked_and_all_of_the_sources_are_there(catalogue: Catalogue) -> None:
    assert set(catalogue.muscles) == {
        "gluteus-maximus",
        "gluteus-medius",
        "gluteus-minimus",
        "piriformis",
        "hamstrings",
        "latissimus-dorsi",
        "external-intercostals",
        "internal-intercostals",
        "trapezius",
        "rhomboid-major",
        "rhomboid-minor",
        "longissimus",
        "spinalis",
        "iliocostalis",
        "erector-spinae",
        "multifidus",
        "paraspinals",
        "abdominals",
    }
    idle = [key for key, one in catalogue.muscles.items() if not one.main_in + one.helping_in]
    assert idle == []


def test_the_ladder(catalogue: Catalogue) -> None:
    assert [(one.number, one.key) for one in catalogue.stages.values()] == [
        ("1", "bar-hang"),
        ("2", "seated-row"),
        ("3", "reverse-hyper"),
        ("3b", "hyper-row"),
        ("4", "pull-through"),
        ("5", "deadlift"),
        ("6", "barbell-row"),
    ]
    assert [key for key, one in catalogue.stages.items() if one.side_branch] == ["hyper-row"]
    assert {len(one.levels) for one in catalogue.stages.values()} == {3, 4}


def slots(dose: DoseCard) -> list[tuple[str, int, bool]]:
    return [(one.slot, one.sets, one.optional) for one in dose.slots]


def test_the_hang_is_two_holds_a_day_and_one_that_is_optional(catalogue: Catalogue) -> None:
    stage = catalogue.stages["bar-hang"]
    for level in stage.levels:
        assert slots(level) == [
            ("morning", 1, False),
            ("midday", 1, True),
            ("evening", 1, False),
        ]
        assert level.sets_prescribed == 2
    assert [level.hold_seconds for level in stage.levels] == [20, 40, 60]
    assert stage.maintenance is not None
    assert slots(stage.maintenance.dose) == [("morning", 1, False), ("evening", 1, False)]
    assert stage.maintenance.days == "daily"


def test_the_reverse_hyper_is_split_over_the_day(catalogue: Catalogue) -> None:
    stage = catalogue.stages["reverse-hyper"]
    assert (stage.entry.text, stage.target.text) == ("2 × 8 repetitions", "3 × 20 repetitions")
    assert slots(stage.entry) == [("morning", 1, False), ("later", 1, False)]
    assert slots(stage.target) == [("morning", 2, False), ("later", 1, False)]
    assert stage.maintenance is not None
    assert stage.maintenance.days == "training"
    assert stage.maintenance.as_warm_up is True


def test_the_programmes(catalogue: Catalogue) -> None:
    members = {
        key: [item.exercise_key for item in one.items] for key, one in catalogue.programmes.items()
    }
    assert list(members) == [
        "warm-up",
        "fundamentals",
        "easy-routine",
        "daily-reverse-hyper",
        "sciatica",
        "hip",
    ]
    assert members["easy-routine"] == [
        "belly-breathing",
        "cat-cow",
        "rocking",
        "marching-1",
        "marching-2",
    ]
    assert members["sciatica"][:3] == ["prone-lying", "prone-on-elbows", "prone-press-up"]
    assert len(members["fundamentals"]) == 5
    levels = [(item.level, item.after_key) for item in catalogue.programmes["sciatica"].items]
    assert levels[:3] == [(1, ""), (2, "prone-lying"), (3, "prone-on-elbows")]
    assert catalogue.programmes["easy-routine"].items[-1].after_key == "marching-1"


def test_thirty_seconds_of_reverse_hyper_twice_a_day(catalogue: Catalogue) -> None:
    (item,) = catalogue.programmes["daily-reverse-hyper"].items
    assert item.dose.text == "2 × 30 seconds"
    assert [slot.slot for slot in item.dose.slots] == ["morning", "later"]
    assert item.dose.sources == ("S0",)


def test_screening_limits(catalogue: Catalogue) -> None:
    blocked = {
        key: (set(card.blocked_by), card.substitute_key)
        for key, card in catalogue.exercises.items()
        if card.blocked_by
    }
    assert blocked == {
        "bar-hang": ({Limit.NO_HANG}, "belly-breathing"),
        "piriformis-release": ({Limit.NO_PRESSURE}, ""),
        "hip-release": ({Limit.NO_PRESSURE}, "side-leg-raise"),
    }


def test_a_programme_with_pressure_says_who_leaves_it_out(catalogue: Catalogue) -> None:
    pressing = {
        programme.key: "blood thinners" in programme.not_for
        for programme in catalogue.programmes.values()
        for item in programme.items
        if Limit.NO_PRESSURE in catalogue.exercises[item.exercise_key].blocked_by
    }
    assert pressing == {"sciatica": True, "hip": True}


def test_only_what_that_limit_leaves_out_speaks_of_pressing(catalogue: Catalogue) -> None:
    """Somebody for whom it is left out does the exercises after it all the same."""
    speaks = {
        card.key
        for card in catalogue.exercises.values()
        for line in (card.summary, *card.set_up, *card.cues, *card.cautions)
        if "thumb" in line or "roller" in line
    }
    pressing = {
        card.key for card in catalogue.exercises.values() if Limit.NO_PRESSURE in card.blocked_by
    }
    assert speaks <= pressing == {"hip-release", "piriformis-release"}


def test_what_can_be_done_without_any_equipment(catalogue: Catalogue) -> None:
    needy = {card.key for card in catalogue.exercises.values() if not best_variant(card, ())}
    assert needy == {"bar-hang", "hyper-row", "deadlift", "barbell-row", "piriformis-release"}


def test_every_slot_is_one_of_the_day(catalogue: Catalogue) -> None:
    used = {slot.slot for one in catalogue.stages.values() for d in one.levels for slot in d.slots}
    assert used == {"morning", "midday", "evening", "later", "session"} == set(Slot.values)


@pytest.mark.parametrize(
    ("exercise", "words"),
    [
        ("bar-hang", ["feet stay down", "for a while only", "joint", "skip", "grip"]),
        ("seated-row", ["Don't load it up", "position matters"]),
        ("reverse-hyper", ["Never start the lift from your lower back", "momentum", "never drop"]),
        ("hyper-row", ["new to the gym", "Optional", "Advanced"]),
        (
            "deadlift",
            ["largely gone down", "know the lift", "experienced trainer", "more dangerous"],
        ),
        ("barbell-row", ["strong enough", "not a lift to avoid", "save for later", "trainer"]),
        ("cat-cow", ["does not hurt", "No hard arching, bending or twisting"]),
        ("marching-2", ["Only once level 1 does not hurt"]),
        ("hip-release", ["blood thinners"]),
        ("piriformis-release", ["blood thinners"]),
    ],
)
def test_the_cautions_of_the_sources(catalogue: Catalogue, exercise: str, words: list[str]) -> None:
    cautions = " ".join(catalogue.exercises[exercise].cautions)
    assert [word for word in words if word not in cautions] == []


@pytest.mark.parametrize(
    ("programme", "words"),
    [
        (
            "easy-routine",
            ["hard bending, arching or twisting", "in this order", "level 1 does not"],
        ),
        ("sciatica", ["past the knee", "medical examination first", "wallet", "stand up", "five"]),
        ("hip", ["before and after", "be consistent", "squat", "leaning on one leg"]),
        ("fundamentals", ["See a doctor first", "warm-up first", "stop at once", "worse than you"]),
        ("daily-reverse-hyper", ["Quality over quantity", "Consistency", "stage 3 on", "doctor"]),
    ],
)
def test_the_advice_of_the_sources(catalogue: Catalogue, programme: str, words: list[str]) -> None:
    card = catalogue.programmes[programme]
    said = " ".join((card.summary, card.how_often, card.not_for, *card.advice))
    assert [word for word in words if word not in said] == []
