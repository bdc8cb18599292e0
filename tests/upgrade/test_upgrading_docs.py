"""Every command of docs/upgrading.md is read here, as those of the guide to hosting are."""

import re
from pathlib import Path
from textwrap import dedent

import pytest

from tests.operations import hosting
from tests.project.files import read

GUIDE = Path("docs/upgrading.md")
SHELL = re.compile(r"(?ms)^( *)```sh\n(.*?)^\1```")
CHECKOUT = re.compile(r"git checkout (\S+)")


def commands() -> list[str]:
    blocks = [dedent(block) for _indent, block in SHELL.findall(read(GUIDE))]
    return [line for block in blocks for line in block.splitlines() if line.strip()]


@pytest.mark.parametrize("line", sorted(set(commands())))
def test_each_command(line: str) -> None:
    hosting.check(line)


def test_it_names_no_tag() -> None:
    """A copy of the project may have none; the reader writes in what there is."""
    assert {name for line in commands() for name in CHECKOUT.findall(line)} == {"RELEASE"}
    assert "the tag or the commit of the release you want" in " ".join(read(GUIDE).split())


def test_each_way_is_there() -> None:
    assert len(SHELL.findall(read(GUIDE))) == 6
    assert f"({GUIDE.name})" in read("docs/self-hosting.md")


def test_the_units_come_along_with_the_code() -> None:
    """A timer may have got something more to do."""
    blocks = [block for guide in (GUIDE, hosting.GUIDE) for _, block in SHELL.findall(read(guide))]
    ways = [one for one in blocks if "git checkout" in one or "git pull" in one]
    plain = [one for one in ways if "systemctl" in one]
    assert len(plain) == 5
    for block in plain:
        code, units = (block.index(words) for words in ("compileall", "sudo cp deploy/systemd/"))
        assert code < units < block.index("systemctl daemon-reload")
