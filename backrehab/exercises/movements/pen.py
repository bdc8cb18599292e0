"""Path data: whole numbers, and steps from point to point, so that it stays small."""

from collections.abc import Iterable, Sequence

# Units of the drawing to a centimetre; numbers are rounded to one unit.
SCALE = 4


class Pen:
    """Writes one path. Points are centimetres with y up; the page counts y down from `top`."""

    def __init__(self, left: float, top: float) -> None:
        self.left, self.top = left, top
        self.parts: list[str] = []
        self.x = self.y = 0

    @property
    def data(self) -> str:
        """The path so far."""
        return "".join(self.parts)

    def place(self, point: complex) -> tuple[int, int]:
        """The point on the page."""
        return round((point.real - self.left) * SCALE), round((self.top - point.imag) * SCALE)

    def step(self, letter: str, *points: complex, before: str = "") -> None:
        """One command with points; the pen ends at the last one."""
        numbers = []
        for point in points:
            x, y = self.place(point)
            numbers += [x - self.x, y - self.y]
        self.x, self.y = self.x + numbers[-2], self.y + numbers[-1]
        self.parts.append(letter + before + joined(numbers, after=bool(before)))

    def start(self, point: complex) -> None:
        """Begins a shape."""
        self.step("m" if self.parts else "M", point)

    def end(self, point: complex) -> None:
        """Closes the shape that began at `point`."""
        self.parts.append("z")
        self.x, self.y = self.place(point)

    def line(self, *points: complex) -> None:
        """An open line."""
        self.start(points[0])
        for point in points[1:]:
            self.step("l", point)

    def area(self, *points: complex) -> None:
        """A closed shape with corners."""
        self.line(*points)
        self.end(points[0])

    def arc(self, point: complex, radius: float) -> None:
        """Clockwise, as one sees it, to a point."""
        size = round(radius * SCALE)
        self.step("a", point, before=f"{size} {size} 0 0 1")

    def circle(self, centre: complex, radius: float) -> None:
        """A whole circle."""
        self.start(centre - radius)
        self.arc(centre + radius, radius)
        self.arc(centre - radius, radius)
        self.end(centre - radius)

    def limb(self, start: complex, stop: complex, widths: Sequence[float]) -> None:
        """A part of a limb: round ends of two half widths, bulging to the front and the back."""
        one, two, front, back = widths
        along = stop - start
        ahead = along / (abs(along) or 1) * 1j
        corner = start + ahead * one
        middle = start + along * 0.4
        mean = one * 0.6 + two * 0.4
        self.start(corner)
        if front:
            self.step("q", middle + ahead * (mean + front), stop + ahead * two)
        else:
            self.step("l", stop + ahead * two)
        self.arc(stop - ahead * two, two)
        if back:
            self.step("q", middle - ahead * (mean + back), start - ahead * one)
        else:
            self.step("l", start - ahead * one)
        self.arc(corner, one)
        self.end(corner)

    def round(self, corners: Iterable[complex]) -> None:
        """A closed smooth curve within its corners (a quadratic B-spline).

        Each corner is the mirror image of the one before at the point between them, which `t`
        works out itself; what rounding shifts is made up for in the next point.
        """
        points = list(corners)
        first = (points[-1] + points[0]) / 2
        self.start(first)
        x, y = self.place(points[0])
        self.parts.append(f"q{joined((x - self.x, y - self.y))}")
        for number, point in enumerate(points[1:] + points[:1]):
            if number == len(points) - 1:
                end_x, end_y = self.place(first)
            else:
                to_x, to_y = self.place(point)
                end_x, end_y = round((x + to_x) / 2), round((y + to_y) / 2)
            numbers = (end_x - self.x, end_y - self.y)
            if number:
                self.parts.append(f"t{joined(numbers)}")
            else:
                self.parts.append(joined(numbers, after=True))
            self.x, self.y = end_x, end_y
            x, y = 2 * end_x - x, 2 * end_y - y
        self.end(first)


def joined(numbers: Iterable[int], *, after: bool = False) -> str:
    """Numbers in a row, with a space only where the sign does not part them."""
    text = ""
    for number in numbers:
        part = str(number)
        text += part if (not text and not after) or part.startswith("-") else f" {part}"
    return text
