"""`make bench-search`: quality and speed of search beside its peers. Not collected by pytest."""
