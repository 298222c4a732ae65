"""B9, B10 and A1, A2, A3, A5: words that promise, diagnose, judge, or leave readers out."""

import re
from collections.abc import Iterator

from .base import Hit, Rule
from .reading import Reading, Sentence

MAX_WORDS = 20


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


# B9. What promises, and the words before it that take the promise back ("no product is completely safe").
CLAIMS = _any(
    r"\bguarantee[ds]?\b", r"\bguaranteed\b",
    r"\b(?:complete|total|perfect|absolute|entire|whol)l?y (?:safe|harmless|painless|pain[- ]free|risk[- ]free)\b",
    r"\bpainless(?:ly)?\b", r"\bpain[- ]free\b", r"\bhurts? nobody\b",
    r"\b(?:no|zero|without(?: any)?) (?:risks?|side[- ]effects?|danger)\b(?! factors?)", r"\brisk[- ]free\b",
    r"(?<!\d)100 ?(?:%|per ?cent\b)(?! (?:pure )?(?:cotton|silk|linen|wool|mineral|zinc|titanium))",
    r"\b(?:always|never fails to) (?:works?|heals?|helps?|clears?|fades?|goes away|safe)\b", r"\bnever fails?\b",
    r"\bworks? (?:for everyone|for everybody|every time)\b", r"\b(?:is|are) always (?:safe|harmless|successful)\b",
    r"\bcures?\b", r"\bcured\b", r"\bmiracles?\b", r"\bperfect (?:results?|skin)\b",
    r"\bsigns? (?:that )?(?:it|this|the treatment|microneedling|your treatment)(?: is|['’]s) working\b",
    r"\bdetox(?:es|ed|ing|ify|ifies|ification)?\b",
    r"\b(?:skin |the )?purg(?:e|es|ed|ing)\b",
)  # fmt: skip
CLAIM_PIECES = (
    "guarant", "safe", "harmless", "painless", "pain-free", "pain free", "hurt", "risk", "effect", "danger", "100",
    "always", "never fail", "work", "cure", "miracle", "perfect", "detox", "purg",
)  # fmt: skip
TAKEN_BACK = _any(
    r"\bnot\b(?! only| just| merely)", r"n['’]t\b", r"\bno(?: one|body)?\b(?! doubt| matter| wonder)", r"\bnever\b",
    r"\bnone\b", r"\bnothing\b", r"\bneither\b", r"\bcannot\b", r"\bcan no\b", r"\bhardly\b", r"\brarely\b",
    r"\bbeware\b", r"\bavoid\b", r"\bpromises?\b", r"\bclaims?\b", r"\bmay read\b", r"\bsome people (?:call|say)\b",
    r"\bif (?:a|an|any|some)(?:body|one)?\b", r"\bmyth\b",
)  # fmt: skip
NEW_CLAUSE = re.compile(r"[,;:–—()]|\bbut\b|\bso\b|\bbecause\b|\byet\b", re.IGNORECASE)
QUOTED = re.compile(r"[“\"‘][^”\"’]*$")

# B10. A diagnosis is a condition said of the reader, outside "if", "may" and the like.
CONDITIONS = (
    r"(?:infections?|allerg(?:y|ies|ic reactions?)|(?:contact )?dermatitis|cellulitis|abscess(?:es)?|herpes|"
    r"cold sores?|hives|eczema|rosacea|impetigo|folliculitis|granulomas?|milia|melasma|hyperpigmentation|"
    r"keloids?|sepsis|shingles|psoriasis|acne|an? (?:virus|burn|scar|keloid)|scarring|skin cancer|cancer)"
)
CONDITION_PIECES = (
    "infect", "allerg", "dermatitis", "cellulitis", "abscess", "herpes", "cold sore", "hives", "eczema", "rosacea",
    "impetigo", "folliculitis", "granuloma", "milia", "melasma", "pigment", "keloid", "sepsis", "shingles", "psoriasis",
    "acne", "virus", "burn", "scar", "cancer", "shock", "anaphyla",
)  # fmt: skip
KINDS = (
    r"(?:(?:just|only|probably|likely|clearly|definitely|certainly|surely|simply|most likely|almost certainly|a|an|"
    r"the|some|mild|minor|small|slight|serious|severe|bad|real|true|skin|wound|facial|bacterial|viral|fungal|yeast|"
    r"staph|local|common|typical|simple|early|bit of|case of|form of|sign of an|nasty|active)\s+){0,4}"
)
DIAGNOSES = _any(
    rf"\byou(?:['’]ve got| have(?: got| caught| developed)?| do not have| don['’]t have| are having|['’]re having)\s+"
    rf"{KINDS}{CONDITIONS}\b",
    rf"\byou (?:probably|likely|clearly|certainly|definitely|must|will) have\s+{KINDS}{CONDITIONS}\b",
    rf"\byou (?:are|['’]re) suffering from\s+{KINDS}{CONDITIONS}\b",
    rf"\b(?:this|that|it|these|those|they|what you (?:see|have))(?: is|['’]s| are|['’]re)\s+{KINDS}{CONDITIONS}\b"
    r"(?![- ](?:prone|risk|control|free|more|less|common|usual|rare|likely))",
    r"\b(?:your (?:skin|face|wound|cheek|chin|forehead|nose|lip)|the (?:area|skin|wound|spot)|it|this|that) "
    r"(?:is|has become|['’]s)(?: clearly| probably| now| definitely)? infected\b",
    r"\byou(?: are|['’]re)(?: clearly| probably| definitely)? (?:allergic|infected)\b",
    r"\byou(?: are|['’]re) (?:going into|in) (?:shock|anaphylaxis)\b",
)  # fmt: skip
MAY_BE = _any(
    r"\bif\b", r"\bwhen(?:ever)?\b", r"\bwhether\b", r"\bin case\b", r"\bonce\b", r"\bunless\b", r"\buntil\b",
    r"\bwhile\b", r"\bmay\b", r"\bmight\b", r"\bcould\b", r"\bcan\b", r"\bnot sure\b", r"\bwonder\b", r"\bthink\b",
    r"\bworr(?:y|ied)\b", r"\bas though\b", r"\b(?:tell|say|said|told|telling|mention|ask|confirm|check|know)\b",
    r"\bbecause you know\b", r"\bwho\b", r"\bdo(?:es)? not (?:mean|prove|show)\b", r"\bdoesn['’]t mean\b",
    r"\beven though\b", r"\bsuppose\b", r"\bmore likely\b", r"\bany(?:one|body)\b", r"\bpeople\b",
)  # fmt: skip
STATEMENT = re.compile(
    r"[;.:!?]|\bso\b|\bthen\b|, (?=this is|it is|that is|you|these are|they are|your)", re.IGNORECASE
)

# A2. Words for how skin looks, and the sentence that serves brown and black skin.
COLOURS = _any(
    r"\b(?:red|reddish|redder|pink|pinkish|purple|violet|crimson|flushed|blush)\b",
    r"\b(?:dark(?:er)?|brown|light(?:er)?|grey|pale) (?:marks?|spots?|patch(?:es)?|areas?|specks?|colour)\b",
    r"\b(?:dark(?:er|ens?)?|redness)\b(?= (?:skin )?(?:than|on|in|colour|patch|area))",
)  # fmt: skip
COLOUR_PIECES = (
    "red",
    "pink",
    "purple",
    "violet",
    "crimson",
    "flush",
    "blush",
    "dark",
    "brown",
    "light",
    "grey",
    "pale",
)
NOT_SKIN = re.compile(r"\bred flags?\b|\bred light\b", re.IGNORECASE)
ALL_SKIN = re.compile(r"\bbrown\b.*\bblack\b|\bblack\b.*\bbrown\b|\bevery skin tone\b", re.IGNORECASE)

NORMAL = re.compile(r"\b(?:ab)?normal(?:ly)?\b", re.IGNORECASE)
HEAVY = _any(
    r"\bshould(?:n['’]t)?\b",
    r"(?<!our )(?<!years of )(?<!years['’] )\bexperienc(?:e[sd]?|ing)\b(?! (?:nurse|clinician|practitioner|provider|doctor|person))",
)


def _before(pattern: re.Pattern[str], text: str, end: int) -> str:
    """The words of the clause in front of `end`."""
    start = max(0, end - 200)
    for boundary in pattern.finditer(text, start, end):
        start = boundary.end()
    return text[start:end]


def _is_question(sentence: Sentence) -> bool:
    return sentence.text.rstrip('”"’) ').endswith("?")


def absolute_claims(reading: Reading) -> Iterator[Hit]:
    for sentence in reading.sentences:
        if not sentence.has_any(CLAIM_PIECES) or _is_question(sentence):
            continue
        for claim in CLAIMS.finditer(sentence.text):
            before = _before(NEW_CLAUSE, sentence.text, claim.start())
            if TAKEN_BACK.search(before) or QUOTED.search(sentence.text[: claim.start()]):
                continue
            if claim[0].casefold().startswith("guarantee") and re.search(
                r"\bno $", sentence.text[: claim.start()], re.I
            ):
                continue
            yield Hit(
                sentence.field, f"“{claim[0].strip()}” promises what nobody can promise.", sentence.text
            )
            break


def diagnoses(reading: Reading) -> Iterator[Hit]:
    for sentence in reading.sentences:
        if not sentence.has_any(CONDITION_PIECES) or _is_question(sentence):
            continue
        found = DIAGNOSES.search(sentence.text)
        if found is None:
            continue
        if sentence.lead and MAY_BE.search(sentence.lead):
            continue
        if not MAY_BE.search(_before(STATEMENT, sentence.text, found.start())):
            yield Hit(sentence.field, f"“{found[0]}” sounds like a diagnosis.", sentence.text)


def colour_on_every_skin(reading: Reading) -> Iterator[Hit]:
    """One hit a page, at the first sentence that names a colour."""
    first = None
    for sentence in reading.sentences:
        if sentence.has_any(("black", "every skin")) and ALL_SKIN.search(sentence.text):
            return
        if (
            first is None
            and sentence.has_any(COLOUR_PIECES)
            and COLOURS.search(NOT_SKIN.sub("", sentence.text))
        ):
            first = sentence
    if first:
        yield Hit(
            first.field,
            "A colour is named, and nothing says how it looks on brown and black skin.",
            first.text,
        )


def normal(reading: Reading) -> Iterator[Hit]:
    for sentence in reading.sentences:
        if "normal" in sentence.folded and (found := NORMAL.search(sentence.text)):
            yield Hit(sentence.field, f"“{found[0]}” judges the reader's skin.", sentence.text)


def long_sentences(reading: Reading) -> Iterator[Hit]:
    for sentence in reading.sentences:
        if len(sentence.text.split()) <= MAX_WORDS:
            continue
        count = sum(any(letter.isalnum() for letter in word) for word in sentence.text.split())
        if count > MAX_WORDS:
            yield Hit(sentence.field, f"This sentence has {count} words.", sentence.text)


def heavy_words(reading: Reading) -> Iterator[Hit]:
    for sentence in reading.sentences:
        if sentence.has_any(("should", "experienc")) and (found := HEAVY.search(sentence.text)):
            yield Hit(sentence.field, f"“{found[0]}” is heavy for a patient.", sentence.text)


RULES = [
    Rule(
        "B9", "Absolute claim", True,
        "Skin differs: a promise that fails makes a patient wait at home, or feel to blame.",
        "Say what usually happens, how often, and when to call.",
        absolute_claims,
    ),
    Rule(
        "B10", "Diagnosis voice", True,
        "A page can't examine anybody: who is told “you have it” may not call, or may treat the wrong thing.",
        "Say what the sign can mean and when to call, for example “call the clinic if …”.",
        diagnoses,
    ),
    Rule(
        "A1", "“Normal”", False,
        "A reader whose skin differs feels abnormal, and may stay silent.",
        "Write “usual” or “usually”.",
        normal,
    ),
    Rule(
        "A2", "Colour on one skin only", False,
        "Redness hides on brown and black skin: these readers may miss a sign that needs a call.",
        "Say how it feels first, then add a sentence on how it looks on brown and black skin.",
        colour_on_every_skin,
    ),
    Rule(
        "A3", "Long sentence", False,
        "Tired and worried people lose the start of a long sentence before its end.",
        "Cut it into two: 20 words or fewer.",
        long_sentences,
    ),
    Rule(
        "A5", "“Experience”, “should”", False,
        "“Should” sounds like blame, and “experience” is longer than “have” or “get”.",
        "Write “have” or “get”; say what to do.",
        heavy_words,
    ),
]  # fmt: skip
