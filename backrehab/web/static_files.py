"""Collect the static files when they are not the ones that were collected last."""

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from backrehab.web import bundles, storage

# What turns sources into what is served; a change of these makes all of it stale.
MAKERS = (bundles, storage)


def collect_when_stale() -> bool:
    """Make STATIC_ROOT anew unless it was made from what is there now; whether it did.

    Compares contents, not times: these change when files are copied into an image. Nothing is
    written when nothing changed, so that a file system may be read-only. What the collection before
    had under fingerprinted names stays: pages that are still open ask for it after an upgrade.
    """
    wanted, note = digest_of_sources(), settings.VAR_DIR / "static.sha256"
    made = settings.STATIC_ROOT / "staticfiles.json"
    if made.exists() and note.exists() and note.read_text() == wanted:
        return False
    note.unlink(missing_ok=True)
    before = _fingerprinted(made)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    for path, content in before.items():
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    note.write_text(wanted)
    return True


def _fingerprinted(manifest: Path) -> dict[Path, bytes]:
    """The fingerprinted files of one collection, and their compressed forms."""
    if not manifest.exists():
        return {}
    names = json.loads(manifest.read_text())["paths"].values()
    found = [manifest.parent / f"{name}{ending}" for name in names for ending in ("", ".gz")]
    return {path: path.read_bytes() for path in found if path.is_file()}


def digest_of_sources() -> str:
    """A SHA-256 over the names and contents of all static files, and of what processes them."""
    digest = hashlib.sha256()
    for module in MAKERS:
        digest.update(Path(str(module.__file__)).read_bytes())
    for finder in get_finders():
        for name, place in finder.list([]):
            with place.open(name) as file:
                content = file.read()
            digest.update(f"{name}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()
