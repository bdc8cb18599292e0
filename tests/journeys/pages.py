"""A page as a person sees it: its forms, its gate cards, its log entries."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"input", "br", "img", "meta", "link", "hr", "use", "path", "circle", "rect", "line"}


@dataclass
class Element:
    """An element with its attributes, its elements and the text in it."""

    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: list["Element"] = field(default_factory=list)
    pieces: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text in it, with single spaces."""
        pieces = (piece if isinstance(piece, str) else piece.text for piece in self.pieces)
        return " ".join(" ".join(pieces).split())

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    def all(self, tag: str = "", **attributes: str) -> list["Element"]:
        """The elements inside it with that tag and attributes; `class_` asks for one class."""
        css = attributes.pop("class_", None)
        found = []
        for child in self.children:
            named = tag in ("", child.tag) and (css is None or css in child.classes)
            if named and all(child.attributes.get(k) == v for k, v in attributes.items()):
                found.append(child)
            found += child.all(tag, **attributes, **({"class_": css} if css else {}))
        return found

    def one(self, tag: str = "", **attributes: str) -> "Element":
        """The only such element."""
        (element,) = self.all(tag, **attributes)
        return element


class Reader(HTMLParser):
    """Builds the tree of elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.root = self._open = Element("", {})
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self._open)
        self._open.children.append(element)
        self._open.pieces.append(element)
        if tag not in VOID:
            self._open = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        place: Element | None = self._open
        while place is not None and place.tag != tag:
            place = place.parent
        if place is not None and place.parent is not None:
            self._open = place.parent

    def handle_data(self, data: str) -> None:
        self._open.pieces.append(data)


@dataclass(frozen=True)
class Form:
    """A form with what would be sent if nothing were touched, and what may be chosen."""

    action: str
    fixed: dict[str, list[str]]
    choices: dict[str, set[str]]
    buttons: list[Element]

    def filled(self, answers: dict[str, object]) -> dict[str, list[str]]:
        """What is sent with these answers; each must be one that the page offers."""
        sent = dict(self.fixed)
        for name, answer in answers.items():
            values = [str(one) for one in answer] if isinstance(answer, list) else [str(answer)]
            offered = self.choices[name]
            assert not offered or set(values) <= offered, f"{name}: {values} not in {offered}"
            sent[name] = values
        return {name: values for name, values in sent.items() if values}


def read(html: str) -> Element:
    """The page."""
    return Reader(html).root


def forms(page: Element, path: str) -> list[Form]:
    """The forms of the page at `path`, in order."""
    return [_form(form, path) for form in page.all("form")]


def _form(form: Element, path: str) -> Form:
    fixed: dict[str, list[str]] = {}
    choices: dict[str, set[str]] = {}
    for box in form.all("input"):
        name, value = box.attributes.get("name", ""), box.attributes.get("value", "")
        if box.attributes.get("type") in {"radio", "checkbox"}:
            choices.setdefault(name, set()).add(value or "on")
            fixed.setdefault(name, [])
            if "checked" in box.attributes:
                fixed[name].append(value or "on")
        else:
            choices.setdefault(name, set())
            fixed[name] = [value]
    for select in form.all("select"):
        name, options = select.attributes["name"], select.all("option")
        choices[name] = {option.attributes["value"] for option in options}
        chosen = [o.attributes["value"] for o in options if "selected" in o.attributes]
        fixed[name] = chosen or [options[0].attributes["value"]]
    return Form(form.attributes.get("action") or path, fixed, choices, form.all("button"))
