"""The contract both engines keep: store stems, hand back the keys of live rows that hold them, newest first."""

import datetime
from collections.abc import Iterable
from typing import Protocol

# Any group matches when all its stems are there: [["red", "puff"], ["swell"]] is (red AND puff) OR swell.
Groups = list[list[str]]


class Engine(Protocol):
    def write(self, key: int, title_stems: str, body_stems: str) -> None:
        """Make row `key` findable by these stems, replacing what was there."""

    def write_new(self, rows: list[tuple[int, str, str]]) -> None:
        """Make many (key, title stems, body stems) findable that were not there before."""

    def remove(self, keys: Iterable[int]) -> None:
        """Forget these rows."""

    def clear(self) -> None:
        """Forget every row."""

    def match(self, groups: Groups, *, title_only: bool, at: datetime.datetime, limit: int) -> list[int]:
        """Keys of rows visible at `at` where any group matches, highest key first, at most `limit`.

        Only stems made by `symptoms.words` reach this call, never what a visitor typed.
        """
