"""What counts how much in a ranking. Both engines read this one file; `manage.py ask` shows it at work."""

# Text: BM25 over two fields (https://en.wikipedia.org/wiki/Okapi_BM25).
TITLE = 3.0
BODY = 1.0
K1 = 1.2
B = 0.75

# A page about the recognised symptom itself, or one that also helps with it.
MAIN_SYMPTOM = 1.0
OTHER_SYMPTOM = 0.4
EXPLAINER = 0.2  # the explainer of the main symptom comes before its tips
PROMOTED = 2.0  # staff's choice for a symptom comes first
TEXT = 0.35  # full weight of a perfect text match beside a perfect symptom match
DAY_HOLDS = 0.1
DAY_PASSED = -0.1

# Candidates: newest first, so that both databases hand over the same pages.
PER_ROUTE = 60
RAREST = 4  # of the question's stems, that are looked up

# Without a recognised symptom, a page is listed only when it covers this share of the question.
TEXT_ONLY_COVERAGE = 0.75
TITLE_ASKED = 0.85  # this share of the question in a title: somebody asks for that page
TITLE_MATCH = 0.6
TEXT_ONLY_IN_TITLE = 0.5  # and when its title holds this share

PAGE_SIZE = 10
