"""Every command, unit, container and proxy that docs/self-hosting.md stands on is read here."""

import re
import shlex
from pathlib import Path

import pytest
import yaml

from tests.operations import hosting
from tests.operations.hosting import UnreadableError
from tests.project.files import ROOT, own_files, read

UNITS = [path for path in own_files() if path.parts[:2] == ("deploy", "systemd")]
SERVICES = [path for path in UNITS if path.suffix == ".service"]
TIMERS = [path for path in UNITS if path.suffix == ".timer"]
INSTRUCTION = re.compile(r"(?m)^([A-Z]+) ((?:.*\\\n)*.*)$")
# Of Python and of Docker, not of the app.
FOREIGN = {"PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
OF_COMPOSE = {"POSTGRES_PASSWORD", "POSTGRES_CLIENT", "COMPOSE_PROFILES"}


@pytest.mark.parametrize("line", sorted(set(hosting.shell_commands())))
def test_each_command_of_the_guide(line: str) -> None:
    hosting.check(line)


@pytest.mark.parametrize(
    "line",
    [
        "make gone",
        "sudo -u backrehab .venv/bin/python manage.py gone",
        "sudo -u backrehab .venv/bin/python manage.py backup --gone",
        "sudo -u backrehab env GONE=1 .venv/bin/python manage.py backup",
        "docker compose exec gone python manage.py backup",
        "docker compose exec app python manage.py gone",
        "docker compose explode",
        "sudo systemctl restart back-rehab-gone.service",
        "sudo cp deploy/gone /etc/",
        "sudo .venv/bin/pip install -r gone.txt",
        "litestream restore -config deploy/litestream.yml /gone.sqlite3",
        "gone",
    ],
)
def test_what_is_not_there_is_found(line: str) -> None:
    with pytest.raises(UnreadableError):
        hosting.check(line)


def test_nothing_of_the_guide_needs_to_write_where_only_root_may() -> None:
    """The other targets of the Makefile install first, and the code belongs to root."""
    assert {
        words[1] for line in hosting.shell_commands() if (words := line.split())[0] == "make"
    } == {"secret"}


def test_no_password_stands_on_a_command_line() -> None:
    """Everybody on the machine can read what a running command was given."""
    lines = hosting.shell_commands()
    assert [line for line in lines if re.search(r"://[^/\s]*:[^/\s]*@", line)] == []


def test_settings_in_the_guide_exist() -> None:
    blocks = re.findall(r"(?ms)^```ini\n(.*?)^```", read(hosting.GUIDE))
    names = set(re.findall(r"(?m)^([A-Z_]+)=", "\n".join(blocks)))
    assert len(names) > 8
    for name in names - OF_COMPOSE:
        hosting.known_setting(name)


def test_every_line_for_units_is_one_of_systemd() -> None:
    """They are written into a unit by `systemctl edit`."""
    (lines,) = re.findall(r"(?ms)^```ini\n(\[Service\].*?)^```", read(hosting.GUIDE))
    units = {
        key for path in SERVICES for section, key, _ in hosting.unit(path) if section == "Service"
    }
    keys = set(re.findall(r"(?m)^(\w+)=", lines))
    assert keys
    assert keys <= units


def test_the_guide_names_every_file_of_the_folder() -> None:
    guide = read(hosting.GUIDE) + read("Dockerfile") + read("compose.yaml")
    named = {path.name: path.name in guide for path in own_files() if path.parts[0] == "deploy"}
    assert [name for name, there in named.items() if not there] == []


@pytest.mark.parametrize("path", UNITS, ids=str)
def test_units_start_what_there_is(path: Path) -> None:
    lines = hosting.unit(path)
    assert {section for section, _, _ in lines} <= {"Unit", "Service", "Timer", "Install"}
    for _, key, value in lines:
        if key == "ExecStart":
            hosting.check(value)
        if key == "WorkingDirectory":
            assert f"{value}/" == hosting.HOME


@pytest.mark.parametrize("path", SERVICES, ids=str)
def test_services_run_with_few_rights(path: Path) -> None:
    told = {key: value for section, key, value in hosting.unit(path) if section == "Service"}
    wanted = {
        "User": "backrehab",
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "ReadWritePaths": "/opt/back-rehab/var",
        "CapabilityBoundingSet": "",
        "UMask": "0077",
    }
    assert {key: told.get(key) for key in wanted} == wanted


def test_each_timer_has_its_service_and_its_task() -> None:
    assert {path.stem for path in TIMERS} == {"back-rehab-backup", "back-rehab-daily"}
    tasks = {
        shlex.split(value)[2]
        for path in SERVICES
        if path.with_suffix(".timer") in TIMERS
        for _, key, value in hosting.unit(path)
        if key == "ExecStart"
    }
    in_the_container = re.search(r"(?m)^  for task in (.+); do$", read("deploy/daily.sh"))
    assert in_the_container is not None
    assert tasks == set(in_the_container[1].split()) == {"backup", "delete_due", "tidy"}


def dockerfile() -> list[tuple[str, str]]:
    return [
        (word, rest.replace("\\\n", " ")) for word, rest in INSTRUCTION.findall(read("Dockerfile"))
    ]


def copied() -> set[str]:
    found: set[str] = set()
    for word, rest in dockerfile():
        if word == "COPY" and not rest.startswith("--from"):
            found |= {source.rstrip("/") for source in rest.split()[:-1]}
    return found


def test_the_image_has_what_the_app_reads() -> None:
    for path in copied():
        hosting.must_exist(path)
    # What the settings look into, besides the code; translations once there are any.
    needed = {"backrehab", "fixtures", "static", "templates", "manage.py", "requirements.txt"}
    needed |= {"locale"} if (ROOT / "locale").exists() else set()
    assert needed <= copied()
    let_in = {line[1:] for line in read(".dockerignore").splitlines() if line.startswith("!")}
    assert {path.split("/")[0] for path in copied()} == let_in


def test_the_image_sets_only_what_the_settings_read() -> None:
    set_here = {
        name
        for word, rest in dockerfile()
        if word == "ENV"
        for name in re.findall(r"(?:^|\s)([A-Z_]+)=", rest)
    }
    assert {"DATABASE_URL", "BACKUP_DIR", "ENVIRONMENT"} <= set_here
    for name in set_here - FOREIGN:
        hosting.known_setting(name)


def test_the_image_runs_without_root_and_starts_what_there_is() -> None:
    told = dict(dockerfile())
    assert told["USER"] == "10001:10001"
    assert told["VOLUME"] == "/data"
    assert "--require-hashes" in read("Dockerfile")
    assert "HEALTHCHECK" in told
    # The lists are JSON.
    start = yaml.safe_load(told["CMD"])
    hosting.check(shlex.join(start))
    probe = yaml.safe_load(told["HEALTHCHECK"].partition("CMD ")[2])
    hosting.check(shlex.join(probe))


@pytest.mark.parametrize("name", ["app", "daily"])
def test_containers_have_few_rights(name: str) -> None:
    service = hosting.compose()["services"][name]
    assert service["read_only"] is True
    # No registry has it: somebody else's image of that name must never come from there.
    assert service["pull_policy"] == "never"
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["tmpfs"] == ["/tmp"]  # noqa: S108 - the container's own
    assert service["volumes"] == ["data:/data"]
    for setting in service["environment"]:
        hosting.known_setting(setting)


def test_compose_holds_together() -> None:
    found = hosting.compose()
    services = found["services"]
    assert {name for name, one in services.items() if "profiles" in one} == {"database"}
    for one in services.values():
        assert set(one.get("depends_on", {})) <= services.keys()
        assert {v.partition(":")[0] for v in one["volumes"]} <= found["volumes"].keys()
    # Nothing but the proxy of the same machine reaches it.
    assert services["app"]["ports"] == ["127.0.0.1:${PORT:-8000}:8000"]
    assert "ports" not in services["database"]
    asked_for = set(re.findall(r"\$\{([A-Z_]+)", read("compose.yaml")))
    assert asked_for == {"DATABASE_URL", "POSTGRES_CLIENT", "PORT", "POSTGRES_PASSWORD"}


@pytest.mark.parametrize("path", ["deploy/Caddyfile", "deploy/nginx.conf"])
def test_proxies_lead_to_the_app(path: str) -> None:
    text = read(path)
    assert re.findall(r"127\.0\.0\.1:\d+", text) == ["127.0.0.1:8000"]
    assert text.count("{") == text.count("}")


def test_no_header_comes_in_under_another_name() -> None:
    """X_Forwarded_For is X-Forwarded-For to the app, and whoever sends it has no limits."""
    caddy = read("deploy/Caddyfile")
    assert 0 < caddy.find("\trequest_header -*_*\n") < caddy.find("\treverse_proxy ")
    assert "underscores_in_headers" not in read("deploy/nginx.conf")


def test_nginx_keeps_no_address() -> None:
    """Paths hold dates of training days; also where it only leads on to https."""
    text = read("deploy/nginx.conf")
    assert text.count("access_log off;") == len(re.findall(r"(?m)^server \{", text)) == 2
    assert re.findall(r"error_log \S+ (\w+);", text) == ["crit"]


def test_nginx_says_what_the_app_asks_for() -> None:
    said = dict(re.findall(r"proxy_set_header (\S+) (\S+);", read("deploy/nginx.conf")))
    assert said["Host"] == "$host"
    assert said["X-Forwarded-Proto"] == "$scheme"
    assert said["X-Forwarded-For"] == "$remote_addr"
