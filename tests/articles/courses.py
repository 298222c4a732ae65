"""Recovery courses for tests: random valid ones, and what each day must say, worked out from the five numbers."""

from hypothesis import strategies as st

from articles.timeline import Course


@st.composite
def courses(draw, last=120):
    """Any course that the database takes, up to day `last`."""
    starts = draw(st.integers(0, last))
    later = st.integers(starts, last)
    strongest = draw(st.none() | st.tuples(later, later).map(sorted))
    settles = draw(st.none() | st.tuples(later, later).map(sorted))
    if strongest and settles and settles[1] < strongest[1]:
        settles[1] = strongest[1]
    at_once = draw(st.booleans())
    return Course(
        starts,
        *(strongest or (None, None)),
        *(settles or (None, None)),
        None if at_once else draw(later),
        at_once,
    )


def told_by_numbers(course: Course, day: int) -> str | None:
    """The group on a day's page, from the numbers alone; written apart from the code it checks."""
    settled = course.settles_to is not None and day > course.settles_to
    easing = course.settles_from is not None and course.settles_from <= day and not settled
    strongest = course.strongest_from is not None and course.strongest_from <= day <= course.strongest_to
    if day < course.starts:
        return None
    if course.call_at_once:
        return "not_usual"
    if day > course.call_after:
        if day - course.call_after <= 7:
            return "call"
        return "slow" if course.settles_to is not None and not settled else None
    if strongest or (course.strongest_from is not None and day < course.strongest_from):
        return "usual"
    if settled:
        return "settled"
    return "easing" if easing else "usual"
