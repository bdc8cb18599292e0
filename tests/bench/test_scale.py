"""`make scale` in short: two people, two weeks, one round. In full it is slow, and seldom run."""

import subprocess
import sys

from tests.bench.pages import PAGES
from tests.bench.scale import KINDS, LOG
from tests.project.files import ROOT

ASK = ("tests.bench.scale", "2", "--days", "14", "--rounds", "1")


def test_it_runs_and_tells_all_that_it_measures() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.on_postgres", sys.executable, "-m", *ASK],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stderr, done.returncode) == ("", 0)
    lines = [line.split("  ")[0].strip() for line in done.stdout.splitlines()]
    for kind in KINDS:
        first = lines.index(f"{kind}, ms") + 1
        assert lines[first : first + len(PAGES)] == [page.name for page in PAGES]
    assert set(lines) > {LOG, "rows", "size, MB", "indexes, MB", "painlog_trainingday"}
