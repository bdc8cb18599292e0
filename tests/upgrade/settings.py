"""The settings of a restored site: those of the tests, with the passwords as they were stored."""

import os
from pathlib import Path

from tests.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
BACKUP_DIR = Path(os.environ["UPGRADE_FOLDER"]) / "backups"
