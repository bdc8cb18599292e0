"""Every command of docs/upgrading.md is read here, as those of the guide to hosting are."""

import re
from pathlib import Path
from textwrap import dedent

import pytest

from tests.operations import hosting
from tests.project.files import read
from tests.upgrade.stored import releases

GUIDE = Path("docs/upgrading.md")
SHELL = re.compile(r"(?ms)^( *)```sh\n(.*?)^\1```")
CHECKOUT = re.compile(r"git checkout v([\d.]+)")


def commands() -> list[str]:
    blocks = [dedent(block) for _indent, block in SHELL.findall(read(GUIDE))]
    return [line for block in blocks for line in block.splitlines() if line.strip()]


@pytest.mark.parametrize("line", sorted(set(commands())))
def test_each_command(line: str) -> None:
    hosting.check(line)


def test_the_releases_it_names_are_there() -> None:
    named = {version for line in commands() for version in CHECKOUT.findall(line)}
    assert named <= {one.version for one in releases()}
    assert named


def test_each_way_is_there() -> None:
    assert len(SHELL.findall(read(GUIDE))) == 6
    assert f"({GUIDE.name})" in read("docs/self-hosting.md")
