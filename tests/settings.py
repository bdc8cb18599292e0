"""The settings of the tests: the product's, with quick password hashes and mail kept in memory."""

import os

os.environ.setdefault("ENVIRONMENT", "development")

from backrehab.settings import *  # noqa: F403
from backrehab.settings import STATIC_ROOT, STORAGES

# Argon2 is slow on purpose; the tests sign in hundreds of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Whitenoise warns of a folder that nobody has collected anything into yet.
STATIC_ROOT.mkdir(exist_ok=True)
