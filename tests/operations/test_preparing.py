"""Nodes that are started at the same moment."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests.project.files import ROOT

NAME, NODES = "back_rehab_of_nodes", 3


def test_all_of_them_get_ready(open_database: None) -> None:
    """On an empty database, as on one that waits for migrations, only the quickest did."""
    if connection.vendor != "postgresql":
        pytest.skip("Several nodes need PostgreSQL.")
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{NAME}").geturl()
    known = os.environ | {"DATABASE_URL": address, "ENVIRONMENT": "development"}
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {NAME} TEMPLATE template0")
    try:
        command = (sys.executable, "manage.py", "prepare", "-v", "0")
        nodes = [
            subprocess.Popen(command, cwd=ROOT, env=known, stderr=subprocess.PIPE, text=True)
            for _node in range(NODES)
        ]
        said = [(node.communicate(timeout=120)[1], node.returncode) for node in nodes]
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")
    assert said == [("", 0)] * NODES
