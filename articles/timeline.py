"""The recovery course: five day numbers and the one plain sentence they make. Pure; day 0 is the treatment."""

from dataclasses import dataclass


def day_words(day: int) -> str:
    """A day number in words a patient uses: days up to 13, then weeks, then months."""
    if day == 0:
        return "the day of treatment"
    if day < 14:
        return f"day {day}"
    if day < 60:
        return f"week {round(day / 7)}"
    return f"month {round(day / 30)}"


def length_words(first: int, last: int) -> str:
    """A range of days as a length: "1 to 3 days", "6 to 8 weeks", "3 to 12 months"."""
    if last < 14:
        unit, size = "day", 1
    elif last < 60:
        unit, size = "week", 7
    else:
        unit, size = "month", 30
    low, high = max(1, round(first / size)) if first else 0, max(1, round(last / size))
    if size == 1:
        low = first
    plural = "" if high == 1 else "s"
    return f"{high} {unit}{plural}" if low in (0, high) else f"{low} to {high} {unit}{plural}"


@dataclass(frozen=True)
class Course:
    """When an effect starts, is strongest, settles, and when to call. Days after treatment."""

    starts: int
    strongest_from: int | None = None
    strongest_to: int | None = None
    settles_from: int | None = None
    settles_to: int | None = None
    call_after: int | None = None
    call_at_once: bool = False

    def sentence(self) -> str:
        """The course in one or two plain sentences, ending with when to call."""
        parts = [
            "Usually starts on the day of treatment"
            if self.starts == 0
            else f"Usually starts from {day_words(self.starts)}"
        ]
        if self.strongest_from is not None and self.strongest_to is not None:
            parts.append(f"is strongest {self._span(self.strongest_from, self.strongest_to)}")
        if self.settles_from is not None and self.settles_to is not None:
            parts.append(f"settles in {length_words(self.settles_from, self.settles_to)}")
        course = ", ".join(parts[:-1]) + (f" and {parts[-1]}" if len(parts) > 1 else parts[0])
        return f"{course}. {self.call_sentence()}"

    def facts(self) -> list[tuple[str, str, str]]:
        """The same numbers one by one, as (mark, label, value) for a list beside the sentence."""
        facts = [("starts", "Usually starts", self._capital(day_words(self.starts)))]
        if self.strongest_from is not None and self.strongest_to is not None:
            span = self._span(self.strongest_from, self.strongest_to)
            facts.append(("strongest", "Strongest", self._capital(span.split(" ", 1)[1])))
        if self.settles_from is not None and self.settles_to is not None:
            facts.append(
                ("settles", "Usually settles", f"In {length_words(self.settles_from, self.settles_to)}")
            )
        if self.call_after is None:
            facts.append(("call", "Call the clinic", "The day you see it"))
        else:
            facts.append(("call", "Call if still there", f"After {self._exact(self.call_after)}"))
        return facts

    @staticmethod
    def _capital(words: str) -> str:
        return words[:1].upper() + words[1:]

    def call_sentence(self) -> str:
        if self.call_at_once:
            return "Call the clinic the day you see it."
        if self.call_after is None:
            raise ValueError("a course says when to call: call_after or call_at_once")
        return f"Call the clinic if it is still there after {self._exact(self.call_after)}."

    @staticmethod
    def _exact(day: int) -> str:
        """When to call keeps the exact day as long as a patient counts in days."""
        return f"day {day}" if day <= 28 else day_words(day)

    @staticmethod
    def _span(first: int, last: int) -> str:
        if last == 0:
            return "on the first day"
        if last < 14:
            return f"on days {first} to {last}" if first != last else f"on day {last}"
        return f"in {day_words(first)} to {day_words(last)}"
