"""`python -m tests.e2e.contact_sheet`: one page with every picture, and fresh ones for the README.

Run it after the journeys, which take the pictures (`make screenshots` does both).
"""

import shutil
from html import escape
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "var" / "screenshots"
IMAGES = ROOT / "docs" / "images"
LOOKS = ("390-light", "390-dark", "1280-light", "1280-dark", "big-text")
PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Every page of Back Rehab</title>
<style>
body {{ font: 1rem/1.5 system-ui; margin: 1rem; background: #777; color: #fff; }}
section {{ display: flex; gap: 1rem; align-items: start; overflow-x: auto; }}
img {{ block-size: 40rem; inline-size: auto; object-fit: cover; object-position: top; }}
</style>
<h1>Every page of Back Rehab</h1>
{sections}
</html>
"""


def name_and_look(file: Path) -> tuple[str, str]:
    """`today-done-390-dark.jpg` is the page "today-done" in the look "390-dark"."""
    look = next(look for look in LOOKS if file.stem.endswith(f"-{look}"))
    return file.stem.removesuffix(f"-{look}"), look


def section(name: str, files: list[Path]) -> str:
    """One page in all its looks."""
    files.sort(key=lambda file: LOOKS.index(name_and_look(file)[1]))
    pictures = "".join(
        f'<a href="{escape(file.name)}"><img src="{escape(file.name)}" loading="lazy" '
        f'alt="{escape(file.stem)}"></a>'
        for file in files
    )
    return f"<h2>{escape(name)}</h2><section>{pictures}</section>"


def main() -> None:
    """Write the sheet and copy the pictures of the README."""
    files = sorted(SCREENSHOTS.glob("*.jpg"), key=name_and_look)
    pages = groupby(files, key=lambda file: name_and_look(file)[0])
    sections = "\n".join(section(name, list(found)) for name, found in pages)
    sheet = SCREENSHOTS / "index.html"
    sheet.write_text(PAGE.format(sections=sections), encoding="utf-8")
    IMAGES.mkdir(parents=True, exist_ok=True)
    for picture in (SCREENSHOTS / "readme").glob("*.png"):
        shutil.copy(picture, IMAGES)
    print(f"{len(files)} pictures: {sheet}")  # noqa: T201 - it is a command


if __name__ == "__main__":
    main()
