"""What `make instructions` runs: one part makes the people, another sends pages under valgrind."""

import gc
import json
import os
import random
import shutil
import sys
from importlib import import_module

from tests.bench import prepare

prepare.django.setup()

import time_machine
from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from backrehab.accounts.models import User
from tests.bench.instructions import MORE, ONCE
from tests.bench.pages import PAGES, Page, Worker, undone
from tests.bench.people import Pair, Visitor, make_people

WARM = 3
AT_A_TIME = os.cpu_count() or 1
# Each page is sent by two children.
CHILDREN = [(page, times) for page in PAGES for times in (ONCE, ONCE + MORE)]


def make_ready() -> None:
    """Static files, a database for each child, and a line that says who is signed in there."""
    _throw_the_same_dice()
    prepare.prepare_files()
    prepare.prepare_database()
    with time_machine.travel(prepare.MORNING, tick=False):
        pair = make_people(prepare.TODAY, ("one year",))["one year"]
    connection.close()
    for number in range(len(CHILDREN)):
        shutil.copy(connection.settings_dict["NAME"], _own_database(number))
    print(json.dumps([pair.morning_due.session, pair.ready.session]))


def send_pages() -> None:
    """Read that line as soon as the code is loaded; print the two processes of each page."""
    _throw_the_same_dice()
    import_module(settings.ROOT_URLCONF)
    for middleware in settings.MIDDLEWARE:
        import_string(middleware)
    pair = Pair(*(Visitor(User(), session) for session in json.loads(sys.stdin.readline())))
    with time_machine.travel(prepare.MORNING, tick=False):
        worker = Worker(prepare.TODAY)
        for page in PAGES:
            _send(worker, page, pair, WARM)
        connection.close()
        # Collections then come at the same moments in every run, and only look at what is new.
        gc.collect()
        gc.freeze()
        pids: list[int] = []
        for page, times in CHILDREN:
            if len(pids) >= AT_A_TIME:
                _wait()
            pids.append(_fork(_own_database(len(pids)), worker, page, pair, times))
        for _ in pids[-AT_A_TIME:]:
            _wait()
    print(json.dumps({page.name: pids[2 * n : 2 * n + 2] for n, page in enumerate(PAGES)}))
    sys.stdout.flush()
    os._exit(0)


def _throw_the_same_dice() -> None:
    """The same keys and tokens in every run: some are packed and unpacked quicker than others."""
    os.urandom = random._urandom = random.Random(0).randbytes  # type: ignore[attr-defined]


def _own_database(number: int) -> str:
    """Nobody waits for a lock of somebody else."""
    return f"{settings.HOME}/{number}.sqlite3"


def _fork(database: str, worker: Worker, page: Page, pair: Pair, times: int) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        connection.settings_dict["NAME"] = database
        _send(worker, page, pair, times)
        status = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
        raise
    finally:
        os._exit(status)


def _wait() -> None:
    if os.wait()[1] != 0:
        raise SystemExit(1)


def _send(worker: Worker, page: Page, pair: Pair, times: int) -> None:
    for _ in range(times):
        environ = worker.environ(page, page.visitor(pair))
        with undone(page):
            worker.send(environ, page)
