"""The table at the end, and the page in docs/ that keeps one."""

import datetime
import os
import platform
from typing import Any

COLUMNS = ["injected", "saves", "lost", "torn", "duplicates", "errors", "refused"]
HEADS = ["injected", "saves", "lost", "torn", "twice", "5xx", "503 with the text"]

WORDS = """# What was broken on purpose, and what came of it

`make faults` writes this table: a scratch site on SQLite and on PostgreSQL, served by granian with two workers, loopback only. **{date}**, {machine}.{share}

- *saves*: a browser was led on after a save; *lost*: such a save that is not there afterwards; *torn*: a save of which a part is missing (text, rich text, version, audit line, picture file, search index); *twice*: a save that is there twice.
- *5xx*: answers of 500 and above, other than our page that says when to try again (Retry-After) and, in a staff form, holds everything that was typed: those are counted by themselves.

{table}
"""


def text(rows: list[dict[str, Any]]) -> str:
    """The table in Markdown, which also reads well on a screen."""
    lines = [["fault", "database", *HEADS, "holds", "more"]]
    for row in rows:
        more = "; ".join([*row["said"], *dict.fromkeys(row["wrong"])][:12])
        numbers = [f"{row[name]:,}" for name in COLUMNS]
        lines.append([row["fault"], row["database"], *numbers, "yes" if row["holds"] else "**no**", more])
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]) - 1)] + [0]
    drawn = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |"
        for line in lines
    ]
    drawn.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(drawn)


def page(rows: list[dict[str, Any]], scale: float) -> str:
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    share = "" if scale == 1 else f" Only {scale:.0%} of the full counts."
    date = f"{datetime.date.today():%-d %B %Y}"
    return WORDS.format(date=date, machine=machine, share=share, table=text(rows))
