"""Saves over somebody else's newer save: one after the other, and four at the same moment."""

import threading

from skincare_site.publishing.records import Version

from . import people
from .bench import Bench, Row, together
from .browser import Answer, form_of

SEQUENTIAL, RACES, PEOPLE = 100, 100, 4


def run(bench: Bench) -> Row:
    row, page = bench.row("stale saves, one after the other and racing"), people.draft()
    path, won = people.address_of(page), []
    with bench.server() as server:
        editors = [people.editor(server.port) for _person in range(PEOPLE)]
        for number in range(bench.many(SEQUENTIAL)):
            first = people.written(editors[0].form(path), f"first-{number}")
            late = people.written(editors[1].form(path), f"late-{number}")
            row.want(
                row.count(editors[0].post(path, first)).saved, "a save on the newest revision was refused"
            )
            won.append(f"first-{number}")
            _refused(row, page, row.count(editors[1].post(path, late)), f"late-{number}")
            row.injected += 1
        for number in range(bench.many(RACES)):
            forms, start = [editor.form(path) for editor in editors], threading.Barrier(PEOPLE)
            answers: dict[str, Answer] = {}

            def save(who: int, forms=forms, start=start, answers=answers, number=number) -> None:
                mark = f"race-{number}-{who}"
                start.wait(60)
                answers[mark] = editors[who].post(path, people.written(forms[who], mark))

            together([lambda who=who: save(who) for who in range(PEOPLE)])
            winners = [mark for mark, answer in answers.items() if row.count(answer).saved]
            row.want(len(winners) == 1, f"{len(winners)} winners in race {number}")
            won += winners
            for mark in answers.keys() - set(winners):
                _refused(row, page, answers[mark], mark)
            row.injected += 1
    row.saves = len(won)
    people.audit(row, page, won)
    row.said.append(
        f"{Version.objects.about(page).filter(kept=Version.Kept.CONFLICT).count()} late texts kept"
    )
    return row


def _refused(row: Row, page: object, answer: Answer, mark: str) -> None:
    """Told, with the text in the form and in the history."""
    row.want(not answer.saved, "a stale save was accepted")
    if not answer.kindly_refused:
        row.want(
            people.mark_in({**_first(form_of(answer.text))}) == mark, "the form came back without the text"
        )
        kept = Version.objects.about(page).filter(
            kept=Version.Kept.CONFLICT, values__summary=f"The mark {mark}."
        )
        row.lost += kept.count() != 1


def _first(form: dict[str, list[str]]) -> dict[str, str]:
    return {name: form.get(name, [""])[0].strip() for name in ("summary", "what_it_is", "call_lines")}
