"""What somebody may do next: each step goes through the pages as they are."""

from dataclasses import replace
from datetime import time

from django.urls import reverse

from tests.journeys.pages import Element, Form
from tests.lives import said
from tests.lives.agree import check_export, open_page
from tests.lives.device import Device, Sent, name_of
from tests.lives.life import Life

# How readily a form of a page is pressed; those not named here: once.
READINESS = {
    "today_morning": 8,
    "today_before": 8,
    "today_finish": 6,
    "today_daily": 5,
    "today_set": 5,
    "today_go_on": 5,
    "ladder_open": 8,
    "flare_up_begin": 0.02,
    "today_stop": 0.2,
    "log_delete": 0.3,
    "today_skip": 0.4,
}
PLACES = (
    "progress",
    "how_it_decides",
    "flare_up",
    "programmes",
    "settings",
    "log_add",
    "hip",
    "hip_test",
    "hip_release",
    "leg_check",
    "breaks",
    "baseline",
    "screening_result",
    "screening_note",
    "screening_cleared",
    "settings_access",
    "settings_consents",
    "waiting",
    "exercise_list",
)
# One press and nothing to type: on a page of just now such a button may not be refused.
WITHOUT_WORDS = {
    "today_set",
    "today_skip",
    "today_way",
    "today_drill",
    "today_stop",
    "today_go_on",
    "ladder_open",
    "flare_up_begin",
    "flare_up_mistake",
    "flare_up_end",
    "programme_change",
    "log_delete",
}
# In the order in which somebody meets them.
DAY = (
    "flare_up_end",
    "today_go_on",
    "today_morning",
    "today_before",
    "today_finish",
    "today_daily",
)
SETTINGS = (
    "settings_schedule",
    "settings_equipment",
    "settings_time_zone",
    "settings_about",
    "settings_weights",
)
# These end or lock the life, or have steps of their own.
NOT_PRESSED = {"account_logout", "privacy_withdraw", "privacy_delete", "settings_numbers"}


def _buttons(form: Form) -> list[tuple[Form, Element]]:
    """What sends a form; not what only a script of the page listens to."""
    sending = [one for one in form.buttons if one.attributes.get("type") != "button"]
    return [(form, button) for button in sending]


def _target(form: Form, button: Element) -> str:
    return name_of(button.attributes.get("formaction", "") or form.action)


def _choose(life: Life, forms: list[Form]) -> tuple[Form, Element] | None:
    """One button of the page; of a form with many each is pressed the more rarely."""
    offered = [
        (one, READINESS.get(_target(*one), 1) / len(form.buttons))
        for form in forms
        for one in _buttons(form)
        if _target(*one) not in NOT_PRESSED and not form.action.startswith("/accounts/")
    ]
    if not offered:
        return None
    found, weights = zip(*offered, strict=True)
    return life.dice.choices(found, weights)[0]


def press(life: Life, device: Device, *, fresh: bool = True) -> None:
    """Something on the page that the device shows, however old that is; at times twice."""
    chosen = _choose(life, device.forms)
    if chosen is None:
        return
    sent = life.fill(*chosen)
    offered = fresh and sent.name in WITHOUT_WORDS
    answer = life.send(device, sent)
    assert answer.kept or not offered, f"offered, then refused: {answer.said}"
    if answer.kept and answer.status == 200 and sent.part:
        part = said.outline(device.page)
        open_page(device, reverse("today"))
        assert said.outline(device.page) == part, "the part that came is not the page"
    if answer.kept and sent.value("key") and life.chance(0.15):
        assert life.send(device, sent, again=True).kept, "the second time it was refused"


# The days


def night(life: Life) -> None:
    life.wake_up(1, life.dice.choice([time(7, 30), time(7, 30), time(12), time(4, 5), time(23)]))


def days_later(life: Life) -> None:
    life.wake_up(life.dice.choice([2, 2, 3, 3, 8, 15]))


def long_break(life: Life) -> None:
    life.wake_up(life.dice.choice([14, 15, 28, 29, 40, 84, 85, 120]))


def hours_later(life: Life) -> None:
    life.wait(minutes=life.dice.choice([1, 10, 45, 180, 330]))


def around_midnight(life: Life) -> None:
    if life.chance(0.5):
        life.wake_up(0, time(23, 58))
    else:
        life.wake_up(1, time(0, life.dice.choice([0, 1, 30])))


# The pages


def today(life: Life) -> None:
    """Something on Today, mostly as it is now, else as it was when it was last looked at."""
    device = life.device
    fresh = not device.path.startswith(reverse("today")) or life.chance(0.8)
    if fresh:
        train = "?train" if life.chance(0.15) else ""
        open_page(device, reverse("today") + train)
    press(life, device, fresh=fresh)


def whole_day(life: Life) -> None:
    """The questions that come first, the morning score, the training as the plan has it, and the
    report. A page of just now offers nothing that is then refused."""
    device = life.devices[0]
    answer_what_is_due(life)
    for wanted in DAY:
        show_today(device)
        found = [form for form in device.forms if name_of(form.action) == wanted]
        if not found:
            continue
        more: dict[str, object] = {}
        on = life.today
        if wanted == "today_finish":
            life.wait(minutes=30)
            full = [one for one in found[0].choices["sets_done"] if one]
            more = {"sets_done": max(full, key=int), "stop": None, "leg": None}
        answer = life.send(device, life.fill(found[0], **more))
        assert answer.kept or life.today > on, f"asked, then refused: {answer.said}"


def show_today(device: Device) -> None:
    """Today as it is now: an answer without a part to change leads there by itself."""
    if device.path != reverse("today"):
        open_page(device, reverse("today"))


def answer_what_is_due(life: Life) -> None:
    """Where Today leads to questions, somebody who wants to go on answers them."""
    device = life.devices[0]
    open_page(device, reverse("today"))
    asked = {name_of(link) for link in device.links}
    if "screening_result" in asked:
        open_page(device, reverse("screening_cleared"))
        press(life, device)
    if {"screening", "screening_result"} & asked:
        life.health_check(device, calm=True)
    if "baseline" in asked:
        open_page(device, reverse("baseline"))
        press(life, device)


def good_week(life: Life) -> None:
    """Some days as they should be, and a stage is opened once it can be."""
    spirits, life.spirits = life.spirits, "calm"
    for _ in range(life.dice.choice([3, 5, 7])):
        whole_day(life)
        ladder(life)
        life.wake_up(1)
    life.spirits = spirits


def ladder(life: Life) -> None:
    device = life.device
    fresh = not device.path.startswith(reverse("ladder")) or life.chance(0.8)
    if fresh:
        open_page(device, reverse("ladder"))
    press(life, device, fresh=fresh)


def correct(life: Life) -> None:
    """An entry of the log is corrected or deleted."""
    device = life.device
    open_page(device, reverse("log"))
    days = [link for link in device.links if name_of(link) == "log_day"]
    if days:
        open_page(device, life.dice.choice(days))
        press(life, device)


def add_day(life: Life) -> None:
    device = life.device
    open_page(device, reverse("log_add"))
    press(life, device)


def flare_up(life: Life) -> None:
    device = life.device
    open_page(device, reverse("flare_up"))
    begins = any(name_of(form.action) == "flare_up_begin" for form in device.forms)
    if not begins or life.chance(0.3):
        press(life, device)


def health_check(life: Life) -> None:
    life.health_check(life.devices[0], calm=life.chance(0.7))
    if life.person.started_at is not None and life.chance(0.5):
        open_page(life.devices[0], reverse("screening_cleared"))
        press(life, life.devices[0])
        open_page(life.devices[0], reverse("baseline"))
        press(life, life.devices[0])


def settings(life: Life) -> None:
    device = life.device
    open_page(device, reverse(life.dice.choice(SETTINGS)))
    press(life, device)


def programmes(life: Life) -> None:
    device = life.device
    open_page(device, reverse("programmes"))
    press(life, device)


def wander(life: Life) -> None:
    """Any other page, and perhaps something on it."""
    device = life.device
    open_page(device, reverse(life.dice.choice(PLACES)))
    if life.chance(0.5):
        press(life, device)


# What goes wrong


def old_page(life: Life) -> None:
    """A page that was open for who knows how long."""
    press(life, life.dice.choice(life.devices), fresh=False)


def sent_again(life: Life) -> None:
    """The network sends once more what the site has taken long ago, unchanged or garbled."""
    found = [one for one, _on in life.kept if one.value("key")]
    if not found:
        return
    sent = life.dice.choice(found)
    if sent.value("score") and life.chance(0.3):
        other = str((int(sent.value("score")) + 3) % 11)
        sent = replace(sent, data={**sent.data, "score": [other]})
    life.send(life.devices[0], replace(sent, part=False), again=True)


def made_up(life: Life) -> None:
    """What no page of ours sends: values out of range, for the addresses of the day."""
    device = life.devices[0]
    open_page(device, reverse("today"))
    chosen = _choose(life, device.forms)
    if chosen is None:
        return
    sent = life.fill(*chosen)
    name = life.dice.choice(sorted(set(sent.data) - {"csrfmiddlewaretoken"}))
    value = life.dice.choice(["", "-1", "11", "2.5", "x" * 40, "9999-12-31", "1:session:99:1"])
    data = {**sent.data, name: [value]}
    if name != "key":
        data["key"] = [life.new_key()]
    life.send(device, Sent(sent.path, data))


def without_signal(life: Life) -> None:
    """The kept page of today takes some entries, each at its time; they wait on the device."""
    device = life.devices[0]
    open_page(device, reverse("today_offline"))
    for _ in range(life.dice.choice([1, 2, 4])):
        chosen = _choose(life, device.forms)
        if chosen is None:
            return
        life.wait(minutes=life.dice.choice([1, 5, 20]))
        sent = life.fill(*chosen)
        # Pressed again on the kept page it is another entry, so each has a key of its own.
        data = {**sent.data, "key": [life.new_key()]}
        sent = Sent(sent.path, data, made_at=life.now)
        life.waiting.append(sent)
        life.say("WAITS", sent)


def signal_again(life: Life) -> None:
    """What waited goes out in its order; an answer may get lost, so that one goes out twice."""
    waiting, life.waiting = life.waiting, []
    for sent in waiting:
        answer = life.send(life.devices[0], sent)
        if answer.status == 401:
            answer = life.send(life.devices[0], sent)
        if answer.kept and life.chance(0.2):
            assert life.send(life.devices[0], sent, again=True).kept, "stored, then refused"


def withdrawn(life: Life) -> None:
    """The consent is taken back: nothing is stored any more, until it is given again."""
    device = life.devices[0]
    open_page(device, reverse("today"))
    left = _choose(life, device.forms)
    open_page(device, reverse("privacy_withdraw"))
    life.send(device, life.fill(device.forms[0]))
    if left is not None:
        sent = life.fill(*left)
        for one in (sent, replace(sent, part=False, made_at=life.now)):
            assert not life.send(device, one).kept, "stored without consent"
    open_page(device, reverse("settings_consents"))
    life.send(device, life.fill(device.forms[0]))
    assert life.person.withdrawn_at is None


def export(life: Life) -> None:
    """Everything to take along."""
    check_export(life.devices[0], life.user)
    life.counts["export"] += 1
