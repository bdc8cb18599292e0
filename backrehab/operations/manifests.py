"""The note beside each backup: what it holds, and how to tell that it is whole."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

CHUNK = 1 << 20
SUFFIX = ".json"
# So far may the clocks of two machines, or of one before and after it was set, be apart.
AHEAD_SECONDS = 3600


class BackupFault(Exception):  # noqa: N818 - a fault of the copy, not of the program
    """Something is wrong with a backup; the message says what, in plain words."""


@dataclass(frozen=True)
class Manifest:
    """What one backup holds. `made_at` is an instant in UTC, `size` counts bytes; `checked` is
    whether it was found whole once, which notes of earlier versions do not say."""

    file: str
    engine: str
    made_at: str
    size: int
    sha256: str
    rows: dict[str, int]
    migrations: list[str]
    checked: bool = True

    @property
    def made(self) -> datetime:
        """The instant of the backup."""
        return datetime.fromisoformat(self.made_at)


def checksum(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def note_of(backup: Path) -> Path:
    """Where the note of a backup lies."""
    return backup.with_name(backup.name + SUFFIX)


def read_manifest(backup: Path) -> Manifest:
    """The note of a backup; raises BackupFault when it is missing or cannot be read."""
    try:
        found: dict[str, Any] = json.loads(note_of(backup).read_text())
        # What only a later release writes is passed over: after going back its backups still count.
        known = {field.name for field in fields(Manifest)}
        manifest = Manifest(**{name: found[name] for name in found if name in known})
        _ = manifest.made
    except FileNotFoundError as error:
        if backup.suffix == SUFFIX:
            raise BackupFault(
                f"{backup} is the note of a backup; name the file beside it."
            ) from error
        if not backup.is_file():
            raise BackupFault(f"{backup} is missing, or is no file.") from error
        raise BackupFault(
            f"{note_of(backup)} is missing, so nothing tells what is inside."
        ) from error
    # OSError: a note of root's, which the app may not read.
    except (OSError, ValueError, TypeError) as error:
        raise BackupFault(f"{note_of(backup)} cannot be read: {error}.") from error
    return manifest


def write_manifest(backup: Path, manifest: Manifest) -> None:
    """Write the note, at once as a whole; it comes last, so a backup with a note was finished."""
    path = note_of(backup)
    new = unfinished(path)
    new.touch(mode=0o600)
    new.write_text(json.dumps(asdict(manifest), indent=1) + "\n")
    new.replace(path)


def unfinished(note: Path) -> Path:
    """Where a note lies until all of it is written."""
    return note.with_name(note.name + ".new")


def is_folder(path: Path) -> bool:
    """Whether a folder is there; one in a place that may not be entered is not."""
    try:
        return path.is_dir()
    except OSError:
        return False


def all_backups(folder: Path) -> list[Path]:
    """The finished backups of a folder, the newest first; none where it may not be looked at."""
    if not is_folder(folder):
        return []
    notes = folder.glob(f"back-rehab-*{SUFFIX}")
    found = [note.with_name(note.name.removesuffix(SUFFIX)) for note in notes]
    try:
        return sorted((path for path in found if path.exists()), reverse=True)
    except OSError:
        return []


def checked_backups(folder: Path) -> Iterator[Path]:
    """Those that were found whole, the newest first."""
    return (path for path, _manifest in _checked(folder))


def _checked(folder: Path) -> Iterator[tuple[Path, Manifest]]:
    for path in all_backups(folder):
        with suppress(BackupFault):
            if (manifest := read_manifest(path)).checked:
                yield path, manifest


def ages(folder: Path, *, now: datetime) -> Iterator[float]:
    """How many seconds ago each backup that was found whole was made, the newest first. It is below
    0 where the clock was wrong, then or now."""
    for _path, manifest in _checked(folder):
        yield (now.astimezone(UTC) - manifest.made).total_seconds()


def seconds_since_last(folder: Path, *, now: datetime) -> float | None:
    """The age of the newest that was found whole in seconds, or None where there is none. One from
    the future has no age: it would seem new for as long as the clock was ahead."""
    past = (age for age in ages(folder, now=now) if age >= -AHEAD_SECONDS)
    return next((max(age, 0.0) for age in past), None)


def from_the_future(folder: Path, *, now: datetime) -> bool:
    """Whether a backup says that it was made later than now."""
    return next(ages(folder, now=now), 0.0) < -AHEAD_SECONDS
