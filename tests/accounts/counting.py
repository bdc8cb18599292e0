"""A password hasher that counts, for comparing the work that two requests make."""

from django.contrib.auth.hashers import MD5PasswordHasher


class CountingHasher(MD5PasswordHasher):
    """Each hash that is worked out, for a new password or to compare one, counts."""

    count = 0

    def encode(self, password: str, salt: str) -> str:
        """As it is, and counted."""
        CountingHasher.count += 1
        return super().encode(password, salt)
