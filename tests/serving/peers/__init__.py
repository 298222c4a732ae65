"""The peers: the same texts in small idiomatic projects. PEER_DIR, PEER_DATABASE and PEER_ITEMS are set by sites.py.

Their pages list as many articles as ours do, and are as large as ours: `frame/` in PEER_DIR holds our own header and
footer as plain HTML and a plain text that makes up for the rest, which costs them next to nothing.
"""
