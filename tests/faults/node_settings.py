"""The product's settings for one of several nodes: what it collects lies in a folder of its own."""

import os
from pathlib import Path

from backrehab.settings import *  # noqa: F403

VAR_DIR = Path(os.environ["NODE_FOLDER"])
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
