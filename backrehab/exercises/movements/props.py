"""The things in a picture: bars, benches, bands and the like. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from backrehab.exercises.movements.outline import NewPen, Shape
from backrehab.exercises.movements.pen import Pen

# What a shape of a thing is, which is also its CSS class.
THING, LINE, BAND, FLOOR, ARROW = "thing", "line", "band", "floor", "arrow"
# Half the thickness of a pad, a handle and the like, in centimetres.
PAD = 3.0
# Half the thickness of a bar, drawn a little thicker than it is so that it shows.
GRIP = 1.8
FLOOR_HEIGHT = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What a thing is drawn from: its points, and its size (what that is depends on the kind)."""

    at: complex
    to: complex
    size: tuple[float, ...]
    pen: NewPen

    def path(self, *steps: Callable[[Pen], None]) -> str:
        """One path made by these steps."""
        drawn = self.pen()
        for step in steps:
            step(drawn)
        return drawn.data


def rectangle(corner: complex, width: float, height: float) -> Callable[[Pen], None]:
    """A rectangle from its lower left corner."""
    points = (corner, corner + width, corner + complex(width, height), corner + 1j * height)
    return lambda pen: pen.area(*points)


def floor(one: Drawing) -> list[Shape]:
    """The ground from one side to the other."""
    return [(FLOOR, one.path(lambda pen: pen.line(one.at, one.to)))]


def mat(one: Drawing) -> list[Shape]:
    """A thin mat whose top is at the floor's height."""
    middle = (one.at.imag + one.to.imag) / 2 - 1
    start, stop = complex(one.at.real, middle), complex(one.to.real, middle)
    return [(THING, one.path(lambda pen: pen.limb(start, stop, (1, 1, 0, 0))))]


def bar(one: Drawing) -> list[Shape]:
    """A bar seen from its end, hung from above."""
    return [
        (LINE, one.path(lambda pen: pen.line(one.at, one.to))),
        (THING, one.path(lambda pen: pen.circle(one.at, 2.2))),
    ]


def box(one: Drawing) -> list[Shape]:
    """A block: lower left corner, width and height."""
    return [(THING, one.path(rectangle(one.at, *one.size[:2])))]


def bench(one: Drawing) -> list[Shape]:
    """A pad whose upper side runs between two points, on two legs."""
    start, stop = one.at - 1j * PAD, one.to - 1j * PAD
    feet = [start + 14, stop - 8]
    legs = [
        lambda pen, foot=foot: pen.line(foot, complex(foot.real, FLOOR_HEIGHT)) for foot in feet
    ]
    return [
        (LINE, one.path(*legs)),
        (THING, one.path(lambda pen: pen.limb(start, stop, (PAD, PAD, 0, 0)))),
    ]


def pad(one: Drawing) -> list[Shape]:
    """A pad between two points on a post."""
    middle = (one.at + one.to) / 2
    half = one.size[0] if one.size else PAD
    return [
        (LINE, one.path(lambda pen: pen.line(middle, complex(middle.real, FLOOR_HEIGHT)))),
        (THING, one.path(lambda pen: pen.limb(one.at, one.to, (half, half, 0, 0)))),
    ]


def ball(one: Drawing) -> list[Shape]:
    """A ball or roller of a radius."""
    return [(THING, one.path(lambda pen: pen.circle(one.at, one.size[0])))]


def band(one: Drawing) -> list[Shape]:
    """A band or cable from its anchor to the hand."""
    return [(BAND, one.path(lambda pen: pen.line(one.at, one.to)))]


def post(one: Drawing) -> list[Shape]:
    """A line, such as a post."""
    return [(LINE, one.path(lambda pen: pen.line(one.at, one.to)))]


def barbell(one: Drawing) -> list[Shape]:
    """The far plate of a barbell, of a radius; the near one would hide the hands."""
    return [(THING, one.path(lambda pen: pen.circle(one.at, one.size[0])))]


def grip(one: Drawing) -> list[Shape]:
    """The near end of a bar that a hand holds."""
    return [(THING, one.path(lambda pen: pen.circle(one.at, GRIP)))]


def dumbbell(one: Drawing) -> list[Shape]:
    """A dumbbell seen from its end."""
    return [(THING, one.path(lambda pen: pen.circle(one.at, one.size[0])))]


def wall(one: Drawing) -> list[Shape]:
    """A wall from a point upwards; `to` lies behind its surface."""
    low, high = one.at, complex(one.at.real, one.to.imag)
    return [(THING, one.path(rectangle(low, one.to.real - one.at.real, high.imag - low.imag)))]


def sack(one: Drawing) -> list[Shape]:
    """A small weight on a leash."""
    low = one.to - 5j
    return [
        (LINE, one.path(lambda pen: pen.line(one.at, one.to))),
        (THING, one.path(lambda pen: pen.limb(one.to, low, (3, 6, 0, 0)))),
    ]


def arrow(one: Drawing) -> list[Shape]:
    """Where a part moves: a bow from one point to another, bent aside by the size."""
    along = one.to - one.at
    middle = (one.at + one.to) / 2 + along * 1j * (one.size[0] if one.size else 0)
    back = (middle - one.to) / (abs(middle - one.to) or 1) * 4.5
    wings = (one.to + back * (0.8 + 0.6j), one.to, one.to + back * (0.8 - 0.6j))

    def bow(pen: Pen) -> None:
        pen.start(one.at)
        pen.step("q", middle, one.to)

    return [(ARROW, one.path(bow, lambda pen: pen.line(*wings)))]


KINDS: Mapping[str, Callable[[Drawing], list[Shape]]] = {
    "floor": floor,
    "mat": mat,
    "bar": bar,
    "box": box,
    "bench": bench,
    "pad": pad,
    "ball": ball,
    "roller": ball,
    "band": band,
    "cable": band,
    "post": post,
    "barbell": barbell,
    "grip": grip,
    "dumbbell": dumbbell,
    "wall": wall,
    "sack": sack,
    "arrow": arrow,
}
