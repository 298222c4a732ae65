"""`make bench`: this site and its peers serve the same content in turns. Not collected by pytest.

| file | what |
|---|---|
| `content.py` | fills one site of ours and writes the texts for the peers |
| `peers/` | small idiomatic sites: plain Django, Wagtail, django CMS |
| `sites.py` | how each site is started, and where its pages are |
| `servers.py` | starting, asking, stopping |
| `load.py` | wrk and what it prints |
| `processes.py` | CPU and memory of a server, from /proc |
| `rounds.py` | the order in which everything is measured |
| `bars.py`, `report.py` | what the figures have to reach; the page for people |
| `edits.py`, `editor.py` | `python -m tests.serving edits`: is every edit public a second later? |
"""
