"""The commands of docs/self-hosting.md, checked as far as that goes without a server."""

import configparser
import re
import shlex
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

import yaml
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand

from tests.project.files import ROOT, read

GUIDE = "docs/self-hosting.md"
HOME = "/opt/back-rehab/"
FENCED_SHELL = re.compile(r"(?ms)^```sh\n(.*?)^```")
ASSIGNMENT = re.compile(r"[A-Z][A-Z_]*=\S+")
PYTHON = {".venv/bin/python", f"{HOME}.venv/bin/python", "python"}
OPTIONS_WITH_VALUE = {"--env", "--profile", "--volume"}
# Programs of the system whose arguments are not the project's business.
OF_THE_SYSTEM = frozenset(
    ("apt", "cd", "certbot", "chmod", "chown", "curl", "git", "install", "journalctl", "ln")
) | {"mv", "nginx", "python3", "rm", "useradd"}


class UnreadableError(Exception):
    """A command that names what is not there; the message says what."""


class Strict(ArgumentParser):
    """Raises instead of leaving."""

    def error(self, message: str) -> NoReturn:
        raise UnreadableError(message)


def shell_commands() -> list[str]:
    """Each line of each fenced shell block."""
    blocks = FENCED_SHELL.findall(read(GUIDE))
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def check(line: str) -> None:
    """Raises UnreadableError if the command could not work in this project."""
    words = without_prefix(shlex.split(line, comments=True))
    if words[:1] == ["docker"]:
        words = inside_docker(words)
        if not words:
            return
    program, *rest = words
    if program in PYTHON:
        python(rest)
    elif program in OURS:
        OURS[program](rest)
    elif program not in OF_THE_SYSTEM:
        raise UnreadableError(f"{program} is not known here")


def without_prefix(words: list[str]) -> list[str]:
    """What is run, without `sudo -u NAME`, `env` and assignments, whose names must be settings."""
    while words:
        if words[0] == "sudo":
            words = words[3:] if words[1] == "-u" else words[1:]
        elif words[0] == "env":
            words = words[1:]
        elif ASSIGNMENT.fullmatch(words[0]):
            known_setting(words[0].partition("=")[0])
            words = words[1:]
        else:
            break
    return words


def known_setting(name: str) -> None:
    """The names of the settings are in `.env.example`, which has its own test."""
    if not re.search(rf"(?m)^# {name}=", read(".env.example")):
        raise UnreadableError(f"{name} is no setting")


def inside_docker(words: list[str]) -> list[str]:
    """What `docker compose exec` or `run` runs in a service that there is; else nothing."""
    if words[1] != "compose":
        raise UnreadableError(f"docker {words[1]}")
    services, rest = compose()["services"], words[2:]
    while rest[0].startswith("-"):
        rest = rest[2:] if rest[0] in OPTIONS_WITH_VALUE else rest[1:]
    action, rest = rest[0], rest[1:]
    while rest and rest[0].startswith("-"):
        if rest[0] == "--env":
            known_setting(rest[1].partition("=")[0])
        rest = rest[2:] if rest[0] in OPTIONS_WITH_VALUE else rest[1:]
    if action == "cp":
        rest = [rest[0].partition(":")[0]]
    if action not in {"build", "up", "ps", "stop", "cp", "exec", "run"}:
        raise UnreadableError(f"docker compose {action}")
    named = rest[:1] if action in {"exec", "run"} else rest
    if gone := set(named) - services.keys():
        raise UnreadableError(f"no service {gone}")
    return rest[1:] if action in {"exec", "run"} else []


def python(words: list[str]) -> None:
    """`manage.py COMMAND OPTIONS`, read by the command's own parser; or compileall."""
    if words[:2] == ["-m", "compileall"]:
        must_exist(words[-1])
        return
    if words[0] != "manage.py":
        must_exist(words[0])
        return
    name, *options = words[1:]
    manage(name, options)


def manage(name: str, options: list[str]) -> None:
    """Whether the command takes these options."""
    if name not in get_commands():
        raise UnreadableError(f"manage.py {name}")
    app = get_commands()[name]
    command: BaseCommand = load_command_class(app, name) if isinstance(app, str) else app
    parser: Any = command.create_parser("manage.py", name)
    parser.__class__ = type("Parser", (Strict, type(parser)), {})
    parser.parse_args(options)


def make(words: list[str]) -> None:
    """Whether the Makefile has the target."""
    if not re.search(rf"(?m)^{words[0]}:", read("Makefile")):
        raise UnreadableError(f"make {words[0]}")


def pip(words: list[str]) -> None:
    """Whether the list of packages is there."""
    must_exist(words[words.index("-r") + 1])


def copy(words: list[str]) -> None:
    """Whether all that is copied is there."""
    for source in words[:-1]:
        must_exist(source)


def systemctl(words: list[str]) -> None:
    """Units of our own must be in `deploy/systemd/`."""
    for word in words:
        if word.startswith("back-rehab") and not (ROOT / "deploy/systemd" / word).exists():
            raise UnreadableError(f"no unit {word}")


def litestream(words: list[str]) -> None:
    """The file must be there, and hold the database that is restored."""
    file = words[words.index("-config") + 1]
    must_exist(file)
    known = {entry["path"] for entry in yaml.safe_load(read(file))["dbs"]}
    if words[0] == "restore" and words[-1] not in known:
        raise UnreadableError(f"{words[-1]} is not in {file}")


def must_exist(path: str) -> None:
    """A file of the project."""
    if not (ROOT / path.removeprefix(HOME)).exists():
        raise UnreadableError(f"{path} is not there")


# Whose arguments name things of the project, besides Python.
OURS = {
    "make": make,
    ".venv/bin/pip": pip,
    "systemctl": systemctl,
    "litestream": litestream,
    "cp": copy,
}


def compose() -> dict[str, Any]:
    """compose.yaml as Compose reads it."""
    found: dict[str, Any] = yaml.safe_load(read("compose.yaml"))
    return found


def unit(path: Path) -> list[tuple[str, str, str]]:
    """A systemd unit as (section, key, value); keys may come more than once."""
    found, section = [], ""
    for line in read(path).splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line.strip() and not line.startswith("#"):
            key, sign, value = line.partition("=")
            if not sign:
                raise configparser.ParsingError(f"{path}: {line}")
            found.append((section, key, value))
    return found
