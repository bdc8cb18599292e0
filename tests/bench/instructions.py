"""`make instructions`: instructions of the processor for one request, which no other work disturbs.

Under valgrind a process reads the code, while another makes the database and its people. Then it
sends each page a few times, and forks two children for each: one sends the page once, one more
often. What the second counts beyond the first is requests alone. `--update` writes the figures.
"""

import compileall
import json
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = Path(__file__).with_name("instructions.json")
COUNT = re.compile(r"I\s+refs:\s+([\d,]+)")
VALGRIND = ("valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null")
MISSING = (
    "valgrind was not found, so the instructions of the pages were NOT counted and NOT compared. "
    "Install it, for example with `apt install valgrind`, then run `make instructions`."
)
# How often the two children of a page send it: once, and so many times more.
ONCE, MORE = 1, 5
TOLERANCE = 0.03
# Python 3.12 and 3.13 differ by 1.5 % for the same code (docs/performance.md).
TOLERANCE_OF_MULTIPLES = 0.05


@dataclass(frozen=True, slots=True)
class Figures:
    """Millions of instructions for each page, and what decides them beside our code."""

    made_with: dict[str, str]
    millions: dict[str, float]

    @property
    def multiples(self) -> dict[str, float]:
        """Each page as a multiple of the floor."""
        return {name: each / self.millions["Floor"] for name, each in self.millions.items()}


def compare(kept: Figures, now: Figures) -> tuple[str, list[str]]:
    """How the two are compared, and the pages that cost more or less than they did."""
    differing = [
        f"{key} is {value} (kept: {kept.made_with.get(key, 'not known')})"
        for key, value in now.made_with.items()
        if kept.made_with.get(key) != value
    ]
    if differing:
        before, after, most = kept.multiples, now.multiples, TOLERANCE_OF_MULTIPLES
        how = f"multiples of the floor (± {most:.0%}), because {', '.join(differing)}"
    else:
        before, after, most = kept.millions, now.millions, TOLERANCE
        how = f"instructions (± {most:.0%}), as the same Python and libraries made both"
    changed = [f"{name} is new" for name in after if name not in before]
    changed += [f"{name} is no longer counted" for name in before if name not in after]
    for name in after:
        change = after[name] / before.get(name, after[name]) - 1
        if abs(change) > most:
            changed.append(f"{name} {change:+.1%}")
    return how, changed


def made_with() -> dict[str, str]:
    """The programs that decide how many instructions the same code takes.

    The processor is none of them: valgrind shows every program the same one.
    """
    options = shlex.split(sysconfig.get_config_var("CONFIG_ARGS") or "")
    valgrind = subprocess.run(["valgrind", "--version"], capture_output=True, text=True, check=True)
    return {
        "python": platform.python_version(),
        "compiler": platform.python_compiler(),
        "options": " ".join(option for option in options if "/" not in option),
        "library": " ".join(platform.libc_ver()),
        "machine": platform.machine(),
        "valgrind": valgrind.stdout.strip(),
    }


def count_all() -> dict[str, float]:
    """Millions of instructions of one request, for each page."""
    # In a fresh clone as well the process under valgrind finds its code compiled.
    for part in ("backrehab", "tests"):
        compileall.compile_dir(part, quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        pages = _start("send_pages", folder, *VALGRIND, f"--log-file={folder}/%p")
        people = _start("make_ready", folder)
        sessions, _ = people.communicate()
        pids, _ = pages.communicate(sessions)
        if people.returncode or pages.returncode:
            raise SystemExit("The instructions could not be counted; the reason is above.")
        counts = {
            name: [_total(Path(folder, str(pid))) for pid in both]
            for name, both in json.loads(pids).items()
        }
    return {name: round((more - once) / MORE / 1e6, 2) for name, (once, more) in counts.items()}


def _start(function: str, folder: str, *before: str) -> subprocess.Popen[str]:
    env = {key: each for key, each in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.Popen(
        [*before, sys.executable, "-c", f"from tests.bench import counted; counted.{function}()"],
        env=env | {"PYTHONHASHSEED": "0", "BENCH_HOME": folder},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _total(log: Path) -> int:
    found = COUNT.search(log.read_text())
    if found is None:
        raise AssertionError(log.read_text())
    return int(found[1].replace(",", ""))


def read_figures() -> Figures:
    """Those of the last update."""
    return Figures(**json.loads(FILE.read_text())) if FILE.exists() else Figures({}, {})


def main(*, update: bool) -> int:
    """Count, print beside what was kept, and write or compare. The status for the shell."""
    print("== Instructions of each page")
    if shutil.which("valgrind") is None:
        print(MISSING)
        return int(update or os.environ.get("VALGRIND_REQUIRED", "") not in {"", "0"})
    now = Figures(made_with(), count_all())
    kept = read_figures()
    print(f"{'page':<20}{'millions':>10}{'kept':>10}{'x floor':>10}{'kept':>10}")
    for name, millions in now.millions.items():
        columns = (millions, kept.millions.get(name), now.multiples[name], kept.multiples.get(name))
        print(f"{name:<20}" + "".join(f"{each or 0:>10.2f}" for each in columns))
    if update:
        FILE.write_text(json.dumps(asdict(now), indent=2) + "\n")
        return 0
    how, changed = compare(kept, now)
    print(f"Compared: {how}.")
    for page in changed:
        print(f"CHANGED: {page}. If that is meant: make instructions-update", file=sys.stderr)
    return int(bool(changed))


if __name__ == "__main__":
    sys.exit(main(update="--update" in sys.argv))
