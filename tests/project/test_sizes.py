"""Long files and long functions are reported; the few that may be long say why."""

from tests.project.files import files, functions, own_files, read

LONGEST_FILE = 400
LONGEST_FUNCTION = 45
CODE = (".py", ".html", ".css", ".js", ".txt", ".toml")

MAY_BE_LONG = {
    "requirements.txt": "made by a tool: one line for each hash",
    "requirements-dev.txt": "made by a tool: one line for each hash",
    "tests/oracle/reference.py": "the gate a second time, in one file that shares nothing with it",
    "tests/oracle/generate.py": "one generator of histories that leans on nothing of the product",
}
JOURNEY = "one journey, told from its start to its end"
MAY_TAKE_LONG = {
    "tests/e2e/conftest.py::server": "a server set up and taken down around every journey",
    "tests/journeys/test_flare_up.py::test_on_hold_and_back": JOURNEY,
    "tests/e2e/test_sign_up.py::test_from_the_first_page_to_the_plan": JOURNEY,
    "tests/e2e/test_training_day.py::test_a_whole_day": JOURNEY,
    "tests/web/test_start_journey.py::test_the_whole_way_and_a_break_in_the_middle": JOURNEY,
}


def lines(path):
    return read(path).count("\n")


def test_files_are_short():
    found = [
        f"{path}: {lines(path)} lines"
        for path in files(*CODE)
        if lines(path) > LONGEST_FILE
        and path.as_posix() not in MAY_BE_LONG
        and "migrations" not in path.parts
    ]
    assert found == [], "\n".join(found)


def length(node):
    return node.end_lineno - node.lineno + 1


def long_functions():
    return {
        f"{path}::{node.name}": length(node)
        for path in files(".py")
        if "migrations" not in path.parts and path.as_posix() not in MAY_BE_LONG
        for node in functions(path)
        if length(node) > LONGEST_FUNCTION
    }


def test_functions_are_short():
    found = {name: lines for name, lines in long_functions().items() if name not in MAY_TAKE_LONG}
    assert found == {}


def test_the_exceptions_are_still_needed():
    own = {path.as_posix() for path in own_files()}
    assert [path for path in MAY_BE_LONG if path not in own or lines(path) <= LONGEST_FILE] == []
    assert set(MAY_TAKE_LONG) - set(long_functions()) == set()
