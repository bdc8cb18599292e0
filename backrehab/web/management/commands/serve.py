"""`manage.py serve`: the web server, at the address it prints."""

import errno
import gc
import logging
import multiprocessing
import os
import socket
import sys
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.utils.module_loading import import_string

from backrehab import env

logger = logging.getLogger("backrehab.serve")
LOG_CONFIG = settings.BASE_DIR / "backrehab" / "web" / "granian-log.json"


class Command(BaseCommand):
    """Serve the site with granian until it is stopped."""

    help = "Serve the site at HOST:PORT (default 127.0.0.1:8000)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to make everything ready first."""
        parser.add_argument(
            "--prepare", action="store_true", help="bring database and static files up to date"
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Check the port, say the address, and become the server."""
        host, port, workers = env.server()
        _check_free(host, port)
        if options["prepare"]:
            call_command("prepare", static="too", verbosity=0)
        self._say_where(host, port)
        os.chdir(settings.BASE_DIR)
        _get_ready_to_fork()
        from granian.cli import cli  # noqa: PLC0415 - no other command needs it

        cli(_options(host, port, workers), auto_envvar_prefix="GRANIAN")

    def _say_where(self, host: str, port: int) -> None:
        """The address; as a line of the log where programs read the output."""
        where = f"Back Rehab is at {settings.SITE_URL}"
        listens = f"It listens on {host} port {port} for the proxy in front of it."
        if settings.LOG_FORMAT == "json":
            logger.info("%s. %s", where, listens)
            return
        self.stdout.write(f"{where}  (stop it with Ctrl+C)")
        if not settings.DEVELOPMENT:
            self.stdout.write(listens)
        else:
            self.stdout.write(
                f"Make the first account at {settings.SITE_URL}/accounts/signup/\n"
                "Mail, such as the code that confirms your address, is printed here.\n"
                "`make demo` adds an account with twelve weeks of made-up history;\n"
                "`make admin` adds an operator for /admin/."
            )
        self.stdout.flush()


def _get_ready_to_fork() -> None:
    """Read the code of all pages once, for all workers: they begin at once and share the memory.

    Whatever belongs to one process, they must open themselves: connections and their pools.
    """
    import_module(settings.ROOT_URLCONF)
    for middleware in settings.MIDDLEWARE:
        import_string(middleware)
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
    gc.collect()
    gc.freeze()
    # The default of newer Pythons starts each worker from nothing. Only Linux forks soundly.
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork")


def _check_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"{host} port {port} cannot be used ({error.strerror}). {_advice(error, port)}"
            ) from error


def _advice(error: OSError, port: int) -> str:
    if error.errno == errno.EADDRNOTAVAIL:
        return "HOST has to be an address of this machine."
    if error.errno == errno.EACCES:
        return "Ports below 1024 are for the proxy: choose a higher one, such as 8000."
    found = "Something else may be running there."
    if not settings.DEVELOPMENT:
        return f"{found} Set another PORT in .env, and tell the proxy."
    other = port + 1 if port < env.HIGHEST_PORT else port - 1
    return f"{found} Choose another one, for example: PORT={other} make run"


def _options(host: str, port: int, workers: int) -> list[str]:
    """Two workers of one thread; half-sent requests block neither (docs/decisions/0004)."""
    return [
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        str(workers),
        "--blocking-threads",
        str(settings.WORKER_THREADS),
        "--no-ws",
        "--workers-kill-timeout",
        "5",
        "--respawn-failed-workers",
        "--log-level",
        "warning",
        # Its own few lines look like the app's, or a reader of JSON would stumble over them.
        *(["--log-config", str(LOG_CONFIG)] if settings.LOG_FORMAT == "json" else []),
        "backrehab.wsgi:application",
    ]
