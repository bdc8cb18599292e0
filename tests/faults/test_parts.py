"""Which parts `make faults` runs."""

import pytest

from tests.faults.__main__ import main


def test_a_word_that_names_no_part_is_refused() -> None:
    """Or nothing would run, and nothing be found."""
    with pytest.raises(SystemExit, match="No part is named by 'kill-sqlite'"):
        main(["standby", "kill-sqlite"])
