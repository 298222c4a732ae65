"""docs/asvs.md against the standard and against this suite: complete, and every test it names is there."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

TABLE = settings.BASE_DIR / "docs" / "asvs.md"
TESTS = settings.BASE_DIR / "tests"
# ASVS 5.0.0: for each section the level of its requirements, in their order.
LEVELS = {
    "1.1": "22", "1.2": "1111122223", "1.3": "112222222223", "1.4": "222", "1.5": "123",
    "2.1": "122", "2.2": "112", "2.3": "12223", "2.4": "23",
    "3.1": "3", "3.2": "113", "3.3": "12223", "3.4": "11222233", "3.5": "11122333", "3.6": "3", "3.7": "22333",
    "4.1": "12233", "4.2": "23333", "4.3": "22", "4.4": "1222",
    "5.1": "2", "5.2": "112333", "5.3": "113", "5.4": "222",
    "6.1": "122", "6.2": "111111112222", "6.3": "11223333", "6.4": "112233", "6.5": "22222333", "6.6": "2223",
    "6.7": "33", "6.8": "2222",
    "7.1": "222", "7.2": "1111", "7.3": "22", "7.4": "11222", "7.5": "223", "7.6": "22",
    "8.1": "1233", "8.2": "1123", "8.3": "133", "8.4": "23",
    "9.1": "111", "9.2": "1222",
    "10.1": "22", "10.2": "223", "10.3": "22223", "10.4": "1111122222233333", "10.5": "22222", "10.6": "22", "10.7": "222",
    "11.1": "2233", "11.2": "22233", "11.3": "11233", "11.4": "1222", "11.5": "23", "11.6": "23", "11.7": "33",
    "12.1": "12233", "12.2": "11", "12.3": "22223",
    "13.1": "2333", "13.2": "222223", "13.3": "2233", "13.4": "1222233",
    "14.1": "22", "14.2": "12223333", "14.3": "122",
    "15.1": "12233", "15.2": "12233", "15.3": "1222222", "15.4": "3333",
    "16.1": "2", "16.2": "22222", "16.3": "2222", "16.4": "222", "16.5": "2223",
    "17.1": "23", "17.2": "22223333", "17.3": "22",
}  # fmt: skip
ROW = re.compile(
    r"^\| (\d+\.\d+\.\d+) \| L([12]) \| ([^|]+) \| (Passed|Written|Excepted|Does not apply): ([^|]+) \|$"
)


def rows():
    found = []
    for line in TABLE.read_text().splitlines():
        if re.match(r"^\| \d", line):
            match = ROW.match(line)
            assert match, f"not of the form of the table: {line}"
            found.append(match.groups())
    return found


def wanted():
    return {
        f"{section}.{number}": level
        for section, levels in LEVELS.items()
        for number, level in enumerate(levels, 1)
        if level in "12"
    }


def names_in(path: Path):
    found = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{one.name}" for one in node.body if isinstance(one, ast.FunctionDef)}
    return found


def test_every_requirement_of_levels_1_and_2_stands_there_once_with_its_level():
    assert {number: level for number, level, *_ in rows()} == wanted()
    assert max(Counter(number for number, *_ in rows()).values()) == 1


@pytest.mark.parametrize("number", sorted(wanted()))
def test_what_applies_has_a_test_or_a_document_that_is_there_or_says_why_not(number):
    answer, words = next((row[3], row[4]) for row in rows() if row[0] == number)
    names = re.findall(r"`([^`]+)`", words)
    if answer == "Passed":
        assert names, "names no test"
        for name in names:
            path, _, test = name.partition("::")
            assert (TESTS / path).is_file(), f"no file {path}"
            assert test.startswith(("test_", "Test")), f"{name} names no test"
            assert test in names_in(TESTS / path), f"no test {name}"
    elif answer == "Written":
        assert names, "names no document"
        assert [name for name in names if not (settings.BASE_DIR / name).is_file()] == []
    else:
        assert len(words.split()) >= 2, "says no reason"


def test_the_sum_at_the_top_is_the_sum():
    answers = Counter(row[3] for row in rows())
    said = dict(re.findall(r"\| (Passed|Written|Excepted|Does not apply) \| (\d+) \|", TABLE.read_text()))

    assert said == {name: str(count) for name, count in answers.items()}
