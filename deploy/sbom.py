"""Writes the bill of materials of what runs, CycloneDX as JSON: what is pinned or vendored.

The same files always give the same bill. It needs nothing but Python, so the image makes its own.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(?:\[[\w,-]+\])?==(?P<version>[^\s;\\]+)")
DIGEST = re.compile(r"--hash=sha256:([0-9a-f]{64})")
# What the browser gets besides the project's own files; htmx comes with django-htmx.
UPLOT = ROOT / "static" / "vendor" / "uplot" / "uPlot.iife.min.js"
UPLOT_VERSION = re.compile(r"v(\d+\.\d+\.\d+)")


def bill_of_materials() -> dict[str, Any]:
    """The whole bill."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "bom-ref": "back-rehab", "name": "back-rehab"}
        },
        "components": [*pinned((ROOT / "requirements.txt").read_text("utf-8")), vendored()],
    }


def pinned(requirements: str) -> list[dict[str, Any]]:
    """A component for each line that pins one, with the digests of its files: there is one for each
    platform, of which one is installed."""
    found = []
    for line in requirements.replace("\\\n", " ").splitlines():
        pin = PIN.match(line)
        if pin is None:
            continue
        name = re.sub(r"[-_.]+", "-", pin["name"]).lower()
        digests = [{"alg": "SHA-256", "content": one} for one in DIGEST.findall(line)]
        found.append(
            component(name, pin["version"], f"pkg:pypi/{name}@{pin['version']}")
            | {"hashes": digests}
        )
    return found


def vendored() -> dict[str, Any]:
    """The library that draws charts; its version stands in its first line."""
    version = UPLOT_VERSION.search(UPLOT.read_text("utf-8")[:300])
    if version is None:
        raise SystemExit(f"{UPLOT.name} does not say its version.")
    return component("uplot", version[1], f"pkg:npm/uplot@{version[1]}")


def component(name: str, version: str, purl: str) -> dict[str, Any]:
    """What every component has."""
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}


if __name__ == "__main__":
    json.dump(bill_of_materials(), sys.stdout, indent=1)
    sys.stdout.write("\n")
