"""What a sentence says about a course: which of its numbers it names, and the time it gives. Pure."""

import re
from collections.abc import Iterator

from skincare_site.publishing.quantities import Time, times

STARTS, STRONGEST, SETTLES, CALL_AFTER = "starts", "strongest", "settles", "call after"

# Clauses that stand on their own: "scabs drop off by days 5 to 7, and flaking is over by day 7".
_CLAUSE = re.compile(
    r"[;:()]\s|,? (?:and|but) (?=\w+ (?:is|are|has|goes|can|usually)\b)|, (?=call\b|then\b)", re.IGNORECASE
)
# An outer bound, another study or another clinic is not the page's own number.
HEDGED = re.compile(
    r"\b(?:can|may|might|could|some(?:times)?|up to|many|often|few|rare(?:ly)?|reported|stud(?:y|ies)|other|clinics|"
    r"hospital|estimate)\b",
    re.IGNORECASE,
)
_MARKS = {
    STARTS: re.compile(r"\busually (?:starts?|begins?|appears?|shows?)\b", re.IGNORECASE),
    STRONGEST: re.compile(r"\b(?:strongest|busiest|at (?:its|their) worst|peaks?)\b", re.IGNORECASE),
    SETTLES: re.compile(
        r"\b(?:usually|normally|mostly)\b.*?\b(?:settles?|settled|clears?|cleared|fades?|eases?|goes|go|gone|over|ends?|"
        r"falls? off|drops? off|go(?:es)? down|heals?|lasts?)\b",
        re.IGNORECASE,
    ),
    CALL_AFTER: re.compile(
        r"\bstill (?:there|sore|itchy|dry|peeling|red|swollen|worse|here)\b|\bstill (?:feels?|stings?)\b|"
        r"\b(?:lasts|goes on|has not settled)\b",
        re.IGNORECASE,
    ),
}
_NOT_DIRECTLY = re.compile(r"\bbefore\s+$|\buntil\s+$", re.IGNORECASE)
# Counted from another event than the treatment.
_OTHER_START = re.compile(
    r"^\s*(?:after (?:the|it|you|your|that|a|its)\b|of\b|earlier|later|before\b|old\b|ago\b)", re.IGNORECASE
)


def clauses(text: str) -> list[str]:
    return [clause for clause in _CLAUSE.split(text) if clause.strip()]


def course_times(clause: str) -> Iterator[tuple[str, Time]]:
    """(slot, time) for each number of the course that this clause names with certainty; at most one a slot."""
    found = times(clause)
    for slot, mark in _MARKS.items():
        match = mark.search(clause)
        if match is None or (slot != CALL_AFTER and HEDGED.search(clause)):
            continue
        # The time directly behind the words, before anything else is said.
        time = next((time for time in found if 0 <= time.start - match.end() <= 30), None)
        if (
            time is None
            or _NOT_DIRECTLY.search(clause[: time.start])
            or _OTHER_START.search(clause[time.end :])
        ):
            continue
        if slot == CALL_AFTER and not re.search(
            r"\b(?:after|past|by)\s+$", clause[: time.start], re.IGNORECASE
        ):
            continue
        yield slot, time
