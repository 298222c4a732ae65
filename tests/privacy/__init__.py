"""Asks marked words of a running site in every way there is, then looks for them everywhere it keeps anything."""
