"""`manage.py decide FILE...`: the answers to scenario files, without a database."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from backrehab.domain.scenario import ScenarioError, decide
from backrehab.progression.published_levels import published_levels
from backrehab.progression.published_plan import published_plan
from backrehab.progression.rulesets import all_rule_sets

STANDARD_INPUT = "-"
NOT_VALID = 2
# A decision kept beside its scenario is not a scenario itself.
EXPECTED_ENDING = ".expected.json"


class Command(BaseCommand):
    """Print one JSON answer per line for each scenario."""

    help = (
        "Print the answer to each scenario file, one JSON object per line. A directory "
        "means every *.json in it (but *.expected.json); - reads one scenario per line."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What may follow the command's name."""
        parser.add_argument("paths", nargs="+", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        """Decide everything, then exit with status 2 if anything was not a valid scenario."""
        faults = 0
        for name in options["paths"]:
            if name == STANDARD_INPUT:
                faults += self._decide_lines()
            else:
                faults += sum(self._decide_file(path) for path in _scenario_files(Path(name)))
        if faults:
            sys.exit(NOT_VALID)

    def _decide_file(self, path: Path) -> bool:
        """Decide one file; True if it was not a valid scenario."""
        try:
            answer = _decide_text(path.read_bytes())
        except (ScenarioError, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            self.stderr.write(_one_line(f"{path}: {reason}"))
            return True
        self.stdout.write(answer)
        return False

    def _decide_lines(self) -> int:
        """Decide each line of standard input as it comes; the number of faulty ones."""
        faults = 0
        for line in sys.stdin.buffer:
            try:
                answer = _decide_text(line)
            except ScenarioError as error:
                answer = json.dumps({"error": str(error)})
                faults += 1
            self.stdout.write(answer)
            self.stdout.flush()
        return faults


def _scenario_files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for found in sorted(path.glob("*.json")):
        if not found.name.endswith(EXPECTED_ENDING):
            yield found


def _decide_text(text: bytes) -> str:
    # The answers are plain ASCII, so that no odd character of a field's name and no setting of the
    # terminal can break the pairing of lines.
    try:
        # json.loads() would also take UTF-16, which nobody means.
        data = json.loads(
            text.decode("utf-8-sig"), object_pairs_hook=_unique_fields, parse_constant=_no_constant
        )
    except ScenarioError:
        raise
    except UnicodeDecodeError as error:
        raise ScenarioError(f"scenario: not UTF-8 (byte {error.start})") from error
    except (ValueError, RecursionError) as error:
        raise ScenarioError(f"scenario: not JSON ({error})") from error
    return json.dumps(decide(data, all_rule_sets(), published_levels(), published_plan()))


def _one_line(text: str) -> str:
    """The text with everything escaped that could start a new line or not be printed."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


def _unique_fields(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ScenarioError(f"{twice if twice.isidentifier() else repr(twice)}: given twice")
    return fields


def _no_constant(name: str) -> None:
    raise ScenarioError(f"scenario: {name} is not a number")
