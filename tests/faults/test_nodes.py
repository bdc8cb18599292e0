"""The short form of `make faults FAULTS=nodes`: two nodes, one PostgreSQL, with the site's pool;
once more through a PgBouncer where there is one."""

import json
import os
import subprocess
import sys

import pytest
from django.db import connection

from tests.faults.bouncer import has_pgbouncer
from tests.faults.site import ROOT

# What belongs to the tests and not to the site; the environment of the nodes says the rest.
OF_THE_TESTS = {"DATABASE_POOL", "DJANGO_SETTINGS_MODULE"}
CHECKED = ["sessions", "limits", "one key", "static files", "offline queue", "catalogue"]


@pytest.mark.parametrize("mode", ["", "transaction"], ids=["pool", "PgBouncer"])
def test_two_nodes_are_one_site(mode: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("Several nodes need PostgreSQL.")
    if mode and not has_pgbouncer():
        pytest.skip("PgBouncer is not installed here, so it was not tried.")
    environment = {name: said for name, said in os.environ.items() if name not in OF_THE_TESTS}
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.nodes", "short", *([mode] if mode else [])],
        cwd=ROOT,
        env=environment | {"PYTHONWARNINGS": "ignore", "ENVIRONMENT": "development"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert (told["faults"], told["checked"]) == ([], CHECKED + (["backup"] if mode else []))
    assert told["PgBouncer"] == (mode or "none")
