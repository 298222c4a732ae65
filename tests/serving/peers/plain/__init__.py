"""Plain Django: a model, generic views, ordinary templates, no cache."""
