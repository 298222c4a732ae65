"""django CMS: the same texts as pages with a text plugin of their own, a menu and breadcrumbs; no cache."""
