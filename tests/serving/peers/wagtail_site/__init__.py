"""Wagtail: the same texts as StreamFields of page models, as its own project template would have it."""
