"""Hostile input made here from a fixed seed: requests, texts and pictures, and honest texts that must stay whole.

`python -m tests.hostile [requests|texts|pictures]` tries them on a scratch site and prints a table; the suite tries
the same on its own database.
"""
