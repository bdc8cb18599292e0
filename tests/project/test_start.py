"""A start that cannot work says why in a line or two, without a traceback."""

import ast
import os
import socket
import subprocess
import sys
from pathlib import Path

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from backrehab import checks, env
from tests.project.files import ROOT

# Nothing here may touch a database that somebody uses.
NO_DATABASE = {"DATABASE_URL": "sqlite://:memory:"}
DEVELOPMENT = {**NO_DATABASE, "ENVIRONMENT": "development"}
PRODUCTION = {
    "DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3",
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
        # Nobody types here, not even at the terminal that the tests run in.
        stdin=subprocess.DEVNULL,
        start_new_session=True,
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
        *(
            ({**DEVELOPMENT, "DATABASE_URL": address}, "DATABASE_URL must look like")
            for address in (
                "mysql://u:hush@h/n",
                "postgres://u:hush/hush@h:5432/n",
                "postgres://u:12/hush@h:5432/n",
                "postgres://u:hush?hush@h:5432/n",
                "postgres://u:hush#hush@h:5432/n",
                "postgres://u:hush[hush@h:5432/n",
                "postgres://u:hush]hush@h:5432/n",
                "postgres://u:hush@h:port/n",
                "postgres://u:hush@h:5432",
                "sqlite://hush.sqlite3",
            )
        ),
        (
            {**DEVELOPMENT, "DATABASE_URL": "postgres://u:hush@h/n?foo=hush"},
            "DATABASE_URL has an option that there is none of: foo.",
        ),
        (
            {**DEVELOPMENT, "DATABASE_URL": "sqlite:////tmp/n.sqlite3?mode=ro"},
            "DATABASE_URL has an option that there is none of: mode.",
        ),
        *(
            ({**PRODUCTION, "DATABASE_URL": address}, "DATABASE_URL names no file: everything")
            for address in ("sqlite://", "sqlite:///:memory:", "sqlite://:memory:")
        ),
        ({**DEVELOPMENT, "MAIL_TLS": "ture"}, "MAIL_TLS is 'ture'; it must be true or false."),
        ({**DEVELOPMENT, "LOG_ADDRESSES": "nein"}, "LOG_ADDRESSES is 'nein'"),
        ({**DEVELOPMENT, "MAIL_PORT": "99999"}, "MAIL_PORT is 99999; it must be 65535 at most."),
        ({**DEVELOPMENT, "MAIL_PORT": "0"}, "MAIL_PORT is '0'; it must be a whole number, 1"),
        *(
            ({**DEVELOPMENT, name: "9" * 6000}, f"{name} is 9999999999; it must be 36500 at most")
            for name in ("RETENTION_DAYS", "ACCESS_RECORD_DAYS", "BACKUP_DAYS")
        ),
        *(
            ({**DEVELOPMENT, "MAIL_FROM": given}, f"MAIL_FROM is {given!r}; it must be an address")
            for given in ("Back Rehab", "Zoë <no-reply@", "a@b.example, c@d.example", "webmaster")
        ),
        *(
            ({**DEVELOPMENT, "MAIL_HOST": given}, f"MAIL_HOST is {given!r}; it must be a name")
            for given in ("https://smtp.example.org", "smtp.example.org:587", "smtp.a # mine")
        ),
        ({**PRODUCTION, "SITE_URL": "https://a.example:99999"}, "it must look like"),
        ({**DEVELOPMENT, "BACKUP_DAYS": "0"}, "BACKUP_DAYS is '0'; it must be a whole number, 1"),
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


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"HOST": "back.example.org"}, "HOST is 'back.example.org'; it must be a network address"),
        ({"HOST": "127.0.0.1:8000"}, "HOST is '127.0.0.1:8000'"),
        ({"WORKERS": "0"}, "WORKERS is '0'; it must be a whole number, 1 or more."),
        ({"WORKERS": "two"}, "WORKERS is 'two'"),
    ],
    ids=str,
)
def test_a_server_that_cannot_be(settings, said):
    done = manage("serve", **DEVELOPMENT, **settings)
    assert done.returncode == 1
    assert done.stderr.startswith(f"The settings are not right: {said}")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("word", "meant"),
    [("Yes", True), ("1", True), ("ON", True), ("no", False), ("0", False), ("Off", False)],
)
def test_words_for_yes_and_no(monkeypatch, word, meant):
    monkeypatch.setenv("MAIL_TLS", word)
    assert env.flag("MAIL_TLS", default=not meant) is meant
    monkeypatch.setenv("MAIL_TLS", " ")
    assert [env.flag("MAIL_TLS", default=default) for default in (True, False)] == [True, False]


def test_addresses_to_listen_on(monkeypatch):
    listens = {"localhost": "127.0.0.1", "10.0.0.7": "10.0.0.7", "::1": "::1"}
    for given, meant in listens.items():
        monkeypatch.setenv("HOST", given)
        assert env.listen_address() == meant


def test_what_a_database_address_may_hold():
    found = env.database("postgres://me:%2F%3F%23%5B%40@a,b:5432/there?sslmode=require")
    assert found["PASSWORD"] == "/?#[@"
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("a,b", 5432, "there")
    assert found["OPTIONS"] == {"sslmode": "require"}
    assert env.database("sqlite:////srv/a@b.sqlite3")["NAME"] == "/srv/a@b.sqlite3"
    assert env.database("sqlite://", memory=True)["NAME"] == ":memory:"


def test_a_path_that_is_not_whole_begins_where_the_project_lies(monkeypatch, tmp_path):
    """Or a command from elsewhere would make a second, empty database, for everybody to read."""
    monkeypatch.chdir(tmp_path)
    assert env.database("sqlite:///var/own.sqlite3")["NAME"] == str(ROOT / "var/own.sqlite3")
    monkeypatch.setenv("BACKUP_DIR", "var/copies")
    assert env.place("BACKUP_DIR", ROOT) == ROOT / "var/copies"
    monkeypatch.setenv("BACKUP_DIR", "")
    assert env.place("BACKUP_DIR", ROOT / "here") == ROOT / "here"


@pytest.mark.parametrize(
    ("port", "tls", "how"),
    [
        ("587", "true", "use_tls"),
        ("465", "true", "use_ssl"),
        ("465", "", "use_ssl"),
        ("2525", "true", "use_tls"),
        ("25", "false", None),
        ("465", "false", None),
    ],
)
def test_how_mail_is_encrypted(port, tls, how):
    """Where TLS is spoken from the first word, asking for it waits for ever."""
    say = "from django.conf import settings as s; print(s.MAILERS['default']['OPTIONS'])"
    given = {"MAIL_HOST": "mail.example.org", "MAIL_PORT": port, "MAIL_TLS": tls}
    done = manage("shell", "--no-imports", "-v0", "-c", say, **DEVELOPMENT, **given)
    told = ast.literal_eval(done.stdout)
    assert told["port"] == int(port)
    assert [name for name in ("use_tls", "use_ssl") if told[name]] == ([how] if how else [])


def test_what_mail_settings_may_hold(monkeypatch):
    for host in ("", "localhost", "smtp.example.org", "10.0.0.7", "::1"):
        monkeypatch.setenv("MAIL_HOST", host)
        assert env.mail_host() == host
    for sender in ("a@b.example", "Zoë <a@b.example>", "Back Rehab <no-reply@localhost>"):
        monkeypatch.setenv("MAIL_FROM", sender)
        assert env.sender("") == sender
    monkeypatch.setenv("MAIL_FROM", "")
    assert env.sender("Back Rehab <no-reply@[::1]>") == "Back Rehab <no-reply@[::1]>"


def test_an_env_file_that_cannot_be_read(tmp_path):
    """A folder in its place cannot be read by anybody, so this holds for root as well."""
    env.read_file(tmp_path / "missing")
    (tmp_path / ".env").mkdir()
    with pytest.raises(ImproperlyConfigured, match=r"^\.env is there, but cannot be read \(Is a"):
        env.read_file(tmp_path / ".env")
    (tmp_path / "latin").write_bytes("OPERATOR_CONTACT=Zoë".encode("latin-1"))
    with pytest.raises(ImproperlyConfigured, match="it is not UTF-8 text"):
        env.read_file(tmp_path / "latin")


@pytest.mark.parametrize(
    "line", ["MAIL_PASSWORD = hush", " MAIL_PASSWORD=hush", "MAIL_PASSWORD: hush", "hush"]
)
def test_a_line_that_sets_nothing(tmp_path, capfd, line):
    """It would be passed over, and shown to everybody who may read the journal."""
    (tmp_path / ".env").write_text(f"# mine\n{line}\n")
    with pytest.raises(ImproperlyConfigured, match=r"^\.env has a line 2 that cannot") as refused:
        env.read_file(tmp_path / ".env")
    assert "hush" not in str(refused.value) + "".join(capfd.readouterr())


def test_lines_that_may_stand_there(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(os, "environ", {})
    monkeypatch.setattr(environ.Env, "ENVIRON", os.environ)
    lines = ("MAIL_HOST=a.example", "", "  # mine", "export MAIL_USER='me'", "MAIL_PASSWORD=$1#")
    (tmp_path / ".env").write_text("\ufeff" + "\r\n".join(lines), newline="")
    assert env.read_file(tmp_path / ".env") == {"MAIL_HOST", "MAIL_USER", "MAIL_PASSWORD"}
    assert [env.text(f"MAIL_{name}") for name in ("HOST", "PASSWORD")] == ["a.example", "$1#"]
    assert capfd.readouterr() == ("", "")


def test_a_folder_that_cannot_be_made(tmp_path):
    assert env.folder(tmp_path / "var").is_dir()
    assert env.folder(tmp_path / "var") == tmp_path / "var"
    with pytest.raises(ImproperlyConfigured, match=r"^The folder .* cannot be made \(No such"):
        env.folder(tmp_path / "missing" / "var")


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


def in_production(folder: Path, **more: str) -> dict[str, str]:
    """Settings of an installation with a database of its own."""
    return {**PRODUCTION, "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}", **more}


def test_a_port_that_is_taken_in_production(tmp_path):
    """`make run` there would be another installation, in development."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        done = manage("serve", **in_production(tmp_path, PORT=port))
    assert "Set another PORT in .env, and tell the proxy." in done.stderr
    assert "make run" not in done.stderr


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("PORT", "80a", "PORT is '80a'; it must be a number from 1 to 65535."),
        ("HOST", "back.example.org", "HOST is 'back.example.org'; it must be a network address"),
        ("WORKERS", "0", "WORKERS is '0'; it must be a whole number, 1 or more."),
    ],
)
def test_the_check_names_what_stops_the_service(tmp_path, name, given, said):
    done = manage("check", "--deploy", **in_production(tmp_path, **{name: given}))
    assert done.returncode == 1
    assert f"(backrehab.E001) {said}" in done.stderr


def test_an_address_of_another_machine():
    done = manage("serve", **DEVELOPMENT, HOST="192.0.2.7")
    assert done.returncode == 1
    assert "HOST has to be an address of this machine." in done.stderr
    assert "Something else" not in done.stderr


def test_the_gate_decides_files_without_any_setting():
    done = manage("decide", "tests/oracle/examples/new-user.json")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith('{"status": "not_yet"')


def test_no_demonstration_in_production(tmp_path):
    done = manage("demo", **in_production(tmp_path))
    assert done.returncode == 1
    assert "never made in production" in done.stderr


def test_a_name_with_a_slip_is_told(monkeypatch):
    names = {"DATABASEURL", "mail_host", "RETENTION_DAY", "MAIL_PORT"}
    # These are for Compose and for Django's own commands.
    others = {"POSTGRES_PASSWORD", "POSTGRES_CLIENT", "COMPOSE_PROFILES"}
    monkeypatch.setattr(env, "IN_FILE", frozenset(names | others | {"DJANGO_SUPERUSER_PASSWORD"}))
    told = [(one.msg.split()[0], one.hint) for one in checks._misspelt()]
    assert told == [
        ("DATABASEURL", "Was DATABASE_URL meant?"),
        ("RETENTION_DAY", "Was RETENTION_DAYS meant?"),
        ("mail_host", "Was MAIL_HOST meant?"),
    ]
