"""The settings of a served installation, with static files in a folder of its own."""

import os
from pathlib import Path

from tests.security.server_settings import *  # noqa: F403

VAR_DIR = Path(os.environ["FOLDER_OF_THE_TEST"])
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
