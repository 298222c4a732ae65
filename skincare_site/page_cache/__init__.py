"""Finished pages, kept in front of Django.

The rule, in one sentence: **a page whose view says so, asked for without a cookie and without a query string, is
kept as finished bytes for as long as every question it asked the database would be answered the same and no moment
that changes pages has come.** Everything else goes to Django. docs/decisions/0015-page-cache.md says why.

| file | what |
|---|---|
| `layer.py` | the WSGI application around Django: who is answered from here |
| `page.py` | one finished page: bodies by encoding, ETag, 304 |
| `store.py` | the pages in memory, least recently used out, and whether they still hold |
| `reads.py` | `@cacheable`, and what a view asks the database while it makes a page |
| `changes.py` | which tables have changed, as this process sees it |
| `kept.py` | a few small tables in memory, for the pages that Django does make |
| `fragments.py` | pieces of pages that are the same for the same values |
| `triggers.py`, `models.py` | how the database itself notes every change |
| `moments.py` | the next moment at which pages change by the clock |
"""
