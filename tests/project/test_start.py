"""A start that cannot work says why in a line or two, without a traceback."""

import os
import socket
import subprocess
import sys

import pytest

from tests.project.files import ROOT

# Nothing here may touch a database that somebody uses.
NO_DATABASE = {"DATABASE_URL": "sqlite://:memory:"}
DEVELOPMENT = {**NO_DATABASE, "ENVIRONMENT": "development"}
PRODUCTION = {
    **NO_DATABASE,
    "ENVIRONMENT": "production",
    "SECRET_KEY": "a1b2c" * 12,
    "SITE_URL": "https://back.example.org",
}


def manage(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """`manage.py` with nothing in its environment but these settings."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"ENVIRONMENT": "production"}, "SECRET_KEY is missing or weak"),
        ({**PRODUCTION, "SECRET_KEY": "a" * 80}, "SECRET_KEY is missing or weak"),
        ({**PRODUCTION, "SECRET_KEY": "a1b2c" * 9}, "SECRET_KEY is missing or weak"),
        (
            {**PRODUCTION, "SECRET_KEY": "django-insecure-" + "a1b2c" * 12},
            "SECRET_KEY is missing or weak",
        ),
        ({**PRODUCTION, "DEBUG": "true"}, "DEBUG is on in production"),
        ({**PRODUCTION, "EXTRA_HOSTS": "*"}, "EXTRA_HOSTS names '*'"),
        ({**PRODUCTION, "EXTRA_HOSTS": "https://www.example.org"}, "EXTRA_HOSTS names 'https://"),
        (
            {**PRODUCTION, "SITE_URL": "https://a.example/back"},
            "SITE_URL is 'https://a.example/back'",
        ),
        ({**PRODUCTION, "SITE_URL": "https://me@a.example"}, "it must look like"),
        ({"ENVIRONMENT": "test"}, "it must be one of: production, development"),
        ({**DEVELOPMENT, "SITE_URL": "back.example.org"}, "SITE_URL is 'back.example.org'"),
        ({**DEVELOPMENT, "MAIL_PORT": "smtp"}, "MAIL_PORT is 'smtp'; it must be a whole number"),
        ({**DEVELOPMENT, "TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES is '-1'"),
        ({**DEVELOPMENT, "DATABASE_URL": "mysql://u:hush@h/n"}, "DATABASE_URL must look like"),
        (
            {**DEVELOPMENT, "DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"},
            "The database does not answer",
        ),
        (
            {**DEVELOPMENT, "DATABASE_URL": "postgres://u:hush@localhost:1/n"},
            "The database does not answer",
        ),
        ({**DEVELOPMENT, "EMERGENCY_NUMBERS": "help"}, "'help' is not a number such as 999"),
    ],
    ids=str,
)
def test_wrong_settings_are_named(settings, said):
    done = manage("prepare", **settings)
    assert done.returncode != 0
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "hush" not in done.stderr


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "80.5"])
def test_a_port_that_is_none(port):
    done = manage("serve", **DEVELOPMENT, PORT=port)
    assert done.returncode == 1
    assert f"PORT is '{port}'; it must be a number from 1 to 65535." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = manage("serve", **DEVELOPMENT, PORT=str(port))
    assert done.returncode == 1
    assert f"port {port} cannot be used" in done.stderr
    assert "PORT=" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_gate_decides_files_without_any_setting():
    done = manage("decide", "tests/oracle/examples/new-user.json")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith('{"status": "not_yet"')


def test_no_demonstration_in_production():
    done = manage("demo", **PRODUCTION)
    assert done.returncode == 1
    assert "never made in production" in done.stderr
