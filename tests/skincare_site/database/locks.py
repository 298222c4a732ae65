"""Somebody else's write lock, held by a connection of its own."""

import contextlib
import sqlite3

from django.db import connection


@contextlib.contextmanager
def foreign_lock(*tables: str):
    """SQLite has one lock for all; on PostgreSQL these tables can be read and not written."""
    if connection.vendor == "sqlite":
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, timeout=10)
        other.execute("BEGIN IMMEDIATE")
    else:
        other = connection.copy()
        other.ensure_connection()
        other.set_autocommit(False)
        other.cursor().execute(f"LOCK TABLE {', '.join(tables)} IN EXCLUSIVE MODE")
    try:
        yield
    finally:
        if connection.vendor != "sqlite":
            other.rollback()
        other.close()


@contextlib.contextmanager
def impatient():
    """This thread's saves wait for a moment instead of 20 seconds."""
    connection.ensure_connection()
    short, usual = (
        ("PRAGMA busy_timeout=50", "PRAGMA busy_timeout=20000")
        if connection.vendor == "sqlite"
        else ("SET lock_timeout='50ms'", "SET lock_timeout='20s'")
    )
    with connection.cursor() as cursor:
        cursor.execute(short)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(usual)
