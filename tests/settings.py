"""The settings of the tests: the product's, with quick password hashes and mail kept in memory."""

import os

os.environ.setdefault("ENVIRONMENT", "development")
# Tests write with up to forty threads at once, where a worker of the site has one, so each thread
# has its connection. `tests/faults/nodes.py` serves the site with its pool.
os.environ.setdefault("DATABASE_POOL", "0")

from backrehab.settings import *  # noqa: F403
from backrehab.settings import DATABASES, STORAGES, VAR_DIR

# Argon2 is slow on purpose; the tests sign in hundreds of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# The name of the site's own database, which no test may touch.
NAME_OF_SITE = DATABASES["default"]["NAME"]
# In memory, one for each process; pytest-django knows that of Django's own backend alone.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}
# What lies around on the machine decides nothing.
BACKUP_DIR, DISK_FREE_MB = VAR_DIR / "backups-of-tests", 0
METRICS_TOKEN = ""
# Empty: Whitenoise would look at each collected file again for each client of each test. It has to
# be there.
STATIC_ROOT = VAR_DIR / "static-of-tests"
STATIC_ROOT.mkdir(exist_ok=True)
