"""Reads a questionnaire from a mapping; every fault names the entry and the field."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from backrehab.domain.screening import (
    AGE_BANDS,
    AgeIn,
    Alarm,
    Answer,
    AtLeast,
    Condition,
    Group,
    Intervals,
    LimitText,
    Question,
    Questionnaire,
    Rule,
    Scope,
    TriageOutcome,
)
from backrehab.domain.screening_screens import AGE_SCREEN, FOLLOW_UP_SUFFIX

RESERVED_KEYS = frozenset({AGE_SCREEN, "result", "note", "cleared", "start"})


class QuestionnaireError(ValueError):
    """The data is not a valid questionnaire; the text says where and why."""


class Reader:
    """One entry of the data: typed access to its fields, and a complaint about any other."""

    def __init__(self, where: str, data: object, fields: Iterable[str]) -> None:
        self.where = where
        if not isinstance(data, Mapping):
            raise QuestionnaireError(f"{where}: must be a mapping of fields")
        unknown = sorted(set(data) - set(fields))
        if unknown:
            raise QuestionnaireError(f"{where}.{unknown[0]}: unknown field")
        self.data = data

    def fail(self, field: str, fault: str) -> QuestionnaireError:
        """The error for that field."""
        return QuestionnaireError(f"{self.where}.{field}: {fault}")

    def text(self, field: str, default: str | None = None) -> str:
        """A text that is not empty, unless there is a default."""
        value = self.data.get(field, default)
        if not isinstance(value, str) or (not value.strip() and default is None):
            raise self.fail(field, "must be a text that is not empty")
        return value

    def flag(self, field: str, *, default: bool) -> bool:
        """True or false."""
        value = self.data.get(field, default)
        if not isinstance(value, bool):
            raise self.fail(field, "must be true or false")
        return value

    def days(self, field: str) -> int:
        """A whole number of days, 1 or more."""
        value = self.data.get(field)
        if type(value) is not int or value < 1:
            raise self.fail(field, "must be a whole number of days, 1 or more")
        return value

    def one_of(self, field: str, options: Iterable[str], default: str | None = None) -> str:
        """One of the options."""
        value = self.data.get(field, default)
        allowed = list(options)
        if value not in allowed:
            raise self.fail(field, f"must be one of: {', '.join(allowed)}")
        return str(value)

    def texts(self, field: str) -> tuple[str, ...]:
        """A list of texts, empty if absent."""
        value = self.data.get(field, [])
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            raise self.fail(field, "must be a list of texts")
        return tuple(value)

    def entries(self, field: str, *, optional: bool = False) -> list[Any]:
        """A list of entries."""
        value = self.data.get(field, [] if optional else None)
        if not isinstance(value, list) or (not value and not optional):
            raise self.fail(field, "must be a list with at least one entry")
        return value


def parse_questionnaire(data: object) -> Questionnaire:
    """The questionnaire of this mapping (see fixtures/screening); QuestionnaireError if faulty."""
    top = Reader(
        "questionnaire",
        data,
        ("version", "status", "sources", "timing", "limits", "groups", "scopes", "rules"),
    )
    limits = {limit.key: limit for limit in map(_limit, _numbered(top, "limits"))}
    groups = tuple(_group(where, item) for where, item in _numbered(top, "groups"))
    found = Questionnaire(
        version=top.text("version"),
        status=top.text("status"),
        sources=top.texts("sources"),
        intervals=_intervals(top.data.get("timing")),
        groups=groups,
        rules=tuple(_rule(where, item, limits) for where, item in _numbered(top, "rules")),
        limits=limits,
    )
    _check_groups(found)
    _check_references(found)
    return replace(found, scopes=_scopes(top, found))


def _numbered(reader: Reader, field: str) -> list[tuple[str, Any]]:
    return [
        (f"{field}[{_label(item, place)}]", item)
        for place, item in enumerate(reader.entries(field))
    ]


def _label(item: object, place: int) -> str:
    """How an entry is named in a complaint: by its key or code, else by its place."""
    if isinstance(item, Mapping):
        name = item.get("key", item.get("code"))
        if isinstance(name, str) and name:
            return name
    return str(place)


def _intervals(data: object) -> Intervals:
    names = ("periodic_days", "before_deadlift_days", "draft_days")
    reader = Reader("timing", data, names)
    return Intervals(**{name: reader.days(name) for name in names})


def _limit(entry: tuple[str, object]) -> LimitText:
    reader = Reader(*entry, ("key", "title", "text"))
    return LimitText(reader.text("key"), reader.text("title"), reader.text("text"))


def _group(where: str, data: object) -> Group:
    reader = Reader(where, data, ("key", "title", "intro", "urgent", "questions", "follow_ups"))
    return Group(
        key=reader.text("key"),
        title=reader.text("title"),
        intro=reader.text("intro", ""),
        urgent=reader.flag("urgent", default=False),
        questions=_questions(reader, "questions", follow_up=False),
        follow_ups=_questions(reader, "follow_ups", follow_up=True),
    )


def _questions(reader: Reader, field: str, *, follow_up: bool) -> tuple[Question, ...]:
    return tuple(
        _question(f"{reader.where}.{field}[{_label(item, place)}]", item, follow_up=follow_up)
        for place, item in enumerate(reader.entries(field, optional=follow_up))
    )


def _question(where: str, data: object, *, follow_up: bool) -> Question:
    reader = Reader(where, data, ("key", "row", "text", "help", "items", "alarm", "show_if"))
    show_if = reader.data.get("show_if")
    if follow_up and show_if is None:
        raise reader.fail("show_if", "a follow-up says when it is asked")
    return Question(
        key=reader.text("key"),
        row=reader.text("row"),
        text=reader.text("text"),
        help=reader.text("help", ""),
        items=reader.texts("items"),
        alarm=Answer(reader.one_of("alarm", (Answer.YES, Answer.NO), Answer.YES)),
        show_if=None if show_if is None else _condition(f"{where}.show_if", show_if),
        follow_up=follow_up,
    )


def _scopes(top: Reader, found: Questionnaire) -> dict[Scope, tuple[Group, ...]]:
    """The groups of each shorter check; they name questions that are defined above."""
    shorter = [scope for scope in Scope if scope is not Scope.FULL]
    scopes: dict[Scope, tuple[Group, ...]] = {}
    for where, item in _numbered(top, "scopes"):
        reader = Reader(where, item, ("key", "groups"))
        scope = Scope(reader.one_of("key", shorter))
        if scope in scopes:
            raise reader.fail("key", "is there twice")
        scopes[scope] = tuple(
            _part(f"{where}.groups[{_label(part, place)}]", part, found.questions)
            for place, part in enumerate(reader.entries("groups"))
        )
        _check_groups(replace(found, groups=scopes[scope]))
        _check_part(where, found, scopes[scope])
    missing = [scope for scope in shorter if scope not in scopes]
    if missing:
        raise top.fail("scopes", f"there is no scope {missing[0]}")
    return scopes


def _part(where: str, data: object, questions: Mapping[str, Question]) -> Group:
    reader = Reader(where, data, ("key", "title", "intro", "urgent", "questions", "follow_ups"))
    named = {"questions": reader.texts("questions"), "follow_ups": reader.texts("follow_ups")}
    for field, keys in named.items():
        for key in keys:
            if key not in questions or questions[key].follow_up is not (field == "follow_ups"):
                raise reader.fail(field, f"there is no such question {key}")
    if not named["questions"]:
        raise reader.fail("questions", "must be a list with at least one entry")
    return Group(
        key=reader.text("key"),
        title=reader.text("title"),
        intro=reader.text("intro", ""),
        urgent=reader.flag("urgent", default=False),
        questions=tuple(questions[key] for key in named["questions"]),
        follow_ups=tuple(questions[key] for key in named["follow_ups"]),
    )


def _check_part(where: str, found: Questionnaire, groups: tuple[Group, ...]) -> None:
    """A question comes with the follow-ups that weigh its answer, and not without them."""
    inside = {item.key for group in groups for item in (*group.questions, *group.follow_ups)}
    for question in found.questions.values():
        if question.follow_up and question.show_if is not None and question.key not in inside:
            called_by = sorted(questions_in(question.show_if) & inside)
            if called_by:
                raise QuestionnaireError(
                    f"{where}.groups: {called_by[0]} is there without its follow-up {question.key}"
                )


def _rule(where: str, data: object, limits: Mapping[str, LimitText]) -> Rule:
    reader = Reader(
        where,
        data,
        (
            *("code", "row", "reason", "when", "outcome"),
            *("limits", "ask_again_in_days", "at_once", "lifted"),
        ),
    )
    outcome = TriageOutcome(reader.one_of("outcome", TriageOutcome))
    named = reader.texts("limits")
    for name in named:
        if name not in limits:
            raise reader.fail("limits", f"there is no limit {name}")
    if outcome is TriageOutcome.CLEAR or (outcome is TriageOutcome.CAUTION and not named):
        raise reader.fail("outcome", "a rule says more than clear; caution names a limit")
    again = "ask_again_in_days"
    return Rule(
        code=reader.text("code"),
        row=reader.text("row"),
        reason=reader.text("reason"),
        when=_condition(f"{where}.when", reader.data.get("when")),
        outcome=outcome,
        limits=frozenset(named),
        ask_again_in_days=None if reader.data.get(again) is None else reader.days(again),
        at_once=reader.flag("at_once", default=outcome is TriageOutcome.EMERGENCY),
        lifted=reader.flag("lifted", default=outcome.blocks_exercise),
    )


def _condition(where: str, data: object) -> Condition:
    """A question's key, or one of {"all": […]}, {"any": […]}, {"two_of": […]}, {"age": […]}."""
    if isinstance(data, str) and data:
        return Alarm(data)
    if not isinstance(data, Mapping) or len(data) != 1:
        raise QuestionnaireError(
            f"{where}: must be a question's key or one of all, any, two_of, age"
        )
    ((kind, parts),) = data.items()
    if not isinstance(parts, list) or not parts:
        raise QuestionnaireError(f"{where}.{kind}: must be a list with at least one entry")
    if kind == "age":
        unknown = [band for band in parts if band not in AGE_BANDS]
        if unknown:
            raise QuestionnaireError(f"{where}.age: there is no age band {unknown[0]}")
        return AgeIn(frozenset(parts))
    counts: dict[str, Callable[[list[Any]], int]] = {
        "all": len,
        "any": lambda _: 1,
        "two_of": lambda _: 2,
    }
    if kind not in counts:
        raise QuestionnaireError(f"{where}.{kind}: must be one of all, any, two_of, age")
    return AtLeast(counts[kind](parts), tuple(_condition(f"{where}.{kind}", p) for p in parts))


def questions_in(condition: Condition) -> set[str]:
    """The keys of the questions that a condition speaks of."""
    match condition:
        case Alarm(question):
            return {question}
        case AgeIn():
            return set()
        case AtLeast(_, of):
            return set[str]().union(*(questions_in(part) for part in of))


def _check_groups(found: Questionnaire) -> None:
    """Keys are unique and free, and urgent groups come first."""
    keys = [group.key for group in found.groups]
    codes = [rule.code for rule in found.rules]
    names = [item.key for group in found.groups for item in (*group.questions, *group.follow_ups)]
    for where, values in (("groups", keys), ("rules", codes), ("questions", names)):
        twice = sorted({value for value in values if values.count(value) > 1})
        if twice:
            raise QuestionnaireError(f"{where}[{twice[0]}]: is there twice")
    for key in keys:
        if key in RESERVED_KEYS or key.endswith(FOLLOW_UP_SUFFIX):
            raise QuestionnaireError(f"groups[{key}].key: is reserved")
    urgent = [group.urgent for group in found.groups]
    if urgent != sorted(urgent, reverse=True):
        late = keys[len(urgent) - 1 - urgent[::-1].index(True)]
        raise QuestionnaireError(f"groups[{late}].urgent: urgent groups come first")


def _check_references(found: Questionnaire) -> None:
    """Conditions speak of questions that exist, and nobody is asked in vain."""
    main: set[str] = set()
    for group in found.groups:
        for item in group.questions:
            if item.show_if is not None and questions_in(item.show_if):
                raise QuestionnaireError(
                    f"questions[{item.key}].show_if: only a follow-up depends on an answer"
                )
        # A follow-up comes right after its group, so it can depend only on what was asked by then.
        main |= {item.key for item in group.questions}
        for item in group.follow_ups:
            _known(f"questions[{item.key}].show_if", questions_in(item.show_if), main)  # type: ignore[arg-type]
    everything = set(found.questions)
    used: set[str] = set()
    for rule in found.rules:
        speaks_of = questions_in(rule.when)
        _known(f"rules[{rule.code}].when", speaks_of, everything)
        used |= speaks_of
    unused = [key for key in found.questions if key not in used]
    if unused:
        raise QuestionnaireError(f"questions[{unused[0]}]: no rule makes use of it")


def _known(where: str, names: set[str], known: set[str]) -> None:
    unknown = sorted(names - known)
    if unknown:
        raise QuestionnaireError(f"{where}: there is no question {unknown[0]} by then")
