"""What search is measured against, each as its own manual says to use it, on the same text in the same database.

Every peer answers `ask(question, limit)` with (symptom slugs, title, snippet) rows of its own first `limit`.
"""

import re
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import Q
from modelsearch.backends import get_search_backend

from skincare_site.symptoms.models import LayName, page_kinds

from .documents import BATCH, settle, show, timed
from .models import Document, NamedDocument

Rows = list[tuple[str, str, str]]
Ask = Callable[[str, int], Rows]
_WORD = re.compile(r"\w+")
_TABLES = {False: "bench_fts", True: "bench_fts_named"}


def prepare(*, named: bool) -> None:
    """Copy every public page's plain text to the peers and let each write its index; `named`: wordings, too."""
    keywords: dict[int, str] = {}
    for key, phrase in LayName.objects.filter(symptom__isnull=False).values_list("symptom_id", "phrase"):
        keywords[key] = f"{keywords.get(key, '')}{phrase}. "

    def copy() -> None:
        done = 0
        for kind in page_kinds():
            rows, rows_named = [], []
            pages = (
                kind._default_manager.visible().prefetch_related("symptoms").select_related("main_symptom")
            )
            for page in pages.order_by("pk").iterator(chunk_size=BATCH):
                text = page.search_text()
                common = {
                    "title": text.title,
                    "body": f"{text.summary} {text.body}",
                    "symptoms": " ".join(symptom.slug for symptom in page.all_symptoms()),
                }
                rows.append(Document(**common))
                if named:
                    rows_named.append(
                        NamedDocument(keywords=keywords.get(page.main_symptom_id or 0, ""), **common)
                    )
                if len(rows) == BATCH:
                    _write(rows, rows_named)
                    done += len(rows)
                    rows, rows_named = [], []
                    show(f"  peers: {done}", passing=True)
            _write(rows, rows_named)

    timed("peers' copy", copy)
    timed("plain full text", lambda: _fill_full_text(named))
    settle()


def _write(rows: list[Document], rows_named: list[NamedDocument]) -> None:
    backend = get_search_backend()
    for model, listed in ((Document, rows), (NamedDocument, rows_named)):
        if listed:
            made = model.objects.bulk_create(listed, batch_size=200)
            backend.add_bulk(model, made)


def _fill_full_text(named: bool) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "ALTER TABLE bench_document ADD COLUMN vector tsvector GENERATED ALWAYS AS "
                "(setweight(to_tsvector('english', title), 'A') || to_tsvector('english', body)) STORED"
            )
            cursor.execute("CREATE INDEX bench_vector ON bench_document USING gin (vector)")
            return
        cursor.execute(
            "CREATE VIRTUAL TABLE bench_fts USING fts5(title, body, tokenize = 'porter unicode61')"
        )
        cursor.execute(
            "INSERT INTO bench_fts (rowid, title, body) SELECT id, title, body FROM bench_document"
        )
        if named:
            cursor.execute(
                "CREATE VIRTUAL TABLE bench_fts_named USING "
                "fts5(title, body, keywords, tokenize = 'porter unicode61')"
            )
            cursor.execute(
                "INSERT INTO bench_fts_named (rowid, title, body, keywords) "
                "SELECT id, title, body, keywords FROM bench_nameddocument"
            )


def icontains(question: str, limit: int) -> Rows:
    text = question.replace("\x00", "")
    rows = Document.objects.filter(Q(title__icontains=text) | Q(body__icontains=text)).order_by("-pk")
    return [(row.symptoms, row.title, row.body[:220]) for row in rows[:limit]]


def fts5_or(question: str, limit: int, *, named: bool = False) -> Rows:
    words = _WORD.findall(question.lower())
    if not words:
        return []
    table = _TABLES[named]
    source = "bench_nameddocument" if named else "bench_document"
    with connection.cursor() as cursor:
        # The ten best first, snippets for those only: FTS5's own advice (sqlite.org/fts5.html, 5.2).
        cursor.execute(
            f"SELECT d.symptoms, f.title, snippet({table}, 1, '<mark>', '</mark>', '…', 32) "  # noqa: S608
            f"FROM {table} f JOIN {source} d ON d.id = f.rowid "
            f"WHERE {table} MATCH %s AND rank MATCH 'bm25(3.0, 1.0, 3.0)' ORDER BY rank LIMIT %s",
            [" OR ".join(f'"{word}"' for word in words), limit],
        )
        return cursor.fetchall()


def ts_rank_cd_or(question: str, limit: int) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH asked AS (SELECT replace(plainto_tsquery('english', %s)::text, '&', '|')::tsquery AS query), "
            "best AS (SELECT id, title, body, symptoms, query FROM bench_document, asked WHERE vector @@ query "
            "ORDER BY ts_rank_cd(vector, query) DESC LIMIT %s) "
            "SELECT symptoms, title, ts_headline('english', body, query) FROM best",
            [question.replace("\x00", ""), limit],
        )
        return cursor.fetchall()


def wagtail(question: str, limit: int, *, operator: str = "and", named: bool = False) -> Rows:
    model: Any = NamedDocument if named else Document
    results = get_search_backend().search(question, model.objects.all(), operator=operator)
    return [(row.symptoms, row.title, "") for row in results[:limit]]
