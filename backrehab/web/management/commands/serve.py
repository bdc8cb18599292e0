"""`manage.py serve`: the web server, at the address it prints."""

import os
import socket
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from backrehab import env

LOWEST_PORT, HIGHEST_PORT = 1, 65535


class Command(BaseCommand):
    """Serve the site with granian until it is stopped."""

    help = "Serve the site at HOST:PORT (default 127.0.0.1:8000)."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Check the port, say the address, and become the server."""
        host, port = env.text("HOST", "127.0.0.1"), _port(settings.PORT)
        _check_free(host, port)
        self.stdout.write(f"Back Rehab is at {settings.SITE_URL}  (stop it with Ctrl+C)")
        if not settings.DEVELOPMENT:
            self.stdout.write(f"It listens on {host} port {port} for the proxy in front of it.")
        else:
            self.stdout.write(
                f"Make the first account at {settings.SITE_URL}/accounts/signup/\n"
                "Mail, such as the code that confirms your address, is printed here.\n"
                "`make demo` adds an account with twelve weeks of made-up history;\n"
                "`make admin` adds an operator for /admin/."
            )
        self.stdout.flush()
        granian = str(Path(sys.executable).with_name("granian"))
        os.execv(granian, [granian, *_options(host, port)])  # noqa: S606 - no shell is wanted


def _port(text: str) -> int:
    if not text.isdecimal() or not LOWEST_PORT <= int(text) <= HIGHEST_PORT:
        raise CommandError(f"PORT is {text!r}; it must be a number from 1 to 65535.")
    return int(text)


def _check_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            other = port + 1 if port < HIGHEST_PORT else port - 1
            raise CommandError(
                f"{host} port {port} cannot be used ({error.strerror}). Something else may be "
                f"running there. Choose another one, for example: PORT={other} make run"
            ) from error


def _options(host: str, port: int) -> list[str]:
    """Two workers of one thread; half-sent requests block neither (docs/decisions/0004)."""
    return [
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        env.text("WORKERS", "2"),
        "--blocking-threads",
        "1",
        "--no-ws",
        "--workers-kill-timeout",
        "5",
        "--respawn-failed-workers",
        "--log-level",
        "warning",
        "backrehab.wsgi:application",
    ]
