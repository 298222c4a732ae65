"""Questions, misspellings and hostile strings made from a fixed seed: the same in the suite and in the benchmark."""

import random
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from skincare_site.search.evaluation import read_cases
from skincare_site.symptoms.models import LayName, Symptom
from skincare_site.symptoms.vocabulary import current
from skincare_site.symptoms.wordlists import STOP, english

DEV_QUERIES = Path(__file__).parent / "dev_queries.tsv"
LETTERS = string.ascii_lowercase
SHORTEST = 4  # letters; a shorter word with one letter wrong may be any word
FRAMES = [
    "{}", "{}", "{}", "{} day 3", "{} after microneedling", "is {} normal", "why do i have {}", "{} on my cheeks",
    "how long does {} last", "{} 2 days after dermapen", "{} what helps", "help {} worse today", "{} and {}",
    "not {} but {}", "{} around my mouth and chin", "can i use sunscreen with {}",
]  # fmt: skip


def edits(word: str) -> Iterator[str]:
    """Every way to leave out, double, swap, replace or add one letter of `word`."""
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]
        if at + 1 < len(word):
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        for letter in LETTERS:
            yield word[:at] + letter + word[at + 1 :]
            yield word[:at] + letter + word[at:]
    for letter in LETTERS:
        yield word + letter


@dataclass(frozen=True)
class Misspelling:
    """A wording with one edit in one word, and the symptoms that the wording itself is recognised as first."""

    phrase: str
    typed: str
    word: str
    wrong: str
    symptom: str


def misspellings(count: int, seed: int = 5) -> list[Misspelling]:
    """`count` different one-edit misspellings of staff's wordings; wrong words that are English are left out.

    A wording that staff keep as a misspelling, and French ones, are wrong by themselves and left out, too.
    """
    chance = random.Random(seed)
    known = current().words
    rows = list(
        LayName.objects.filter(symptom__isnull=False)
        .exclude(kind__in=[LayName.Kind.MISSPELLING, LayName.Kind.OTHER_LANGUAGE])
        .order_by("phrase", "symptom__slug")
        .values_list("phrase", "symptom__slug")
    ) + [(name.lower(), slug) for name, slug in Symptom.objects.order_by("slug").values_list("name", "slug")]
    places = [
        (phrase, slug, word)
        for phrase, slug in rows
        for word in dict.fromkeys(phrase.split())
        if len(word) >= SHORTEST and word.isascii() and word.isalpha() and word not in STOP
    ]
    made: dict[str, Misspelling] = {}
    # Every word of every wording in turn, so that no wording is left to chance when there is room for all.
    while len(made) < count:
        chance.shuffle(places)
        for phrase, slug, word in places:
            wrong = chance.choice(sorted({*edits(word)} - {word}))
            if len(wrong) < 3 or wrong in english() or wrong in known or wrong in STOP:
                continue
            typed = phrase.replace(word, wrong, 1)
            made.setdefault(typed, Misspelling(phrase, typed, word, wrong, slug))
            if len(made) == count:
                break
    return list(made.values())


def common_words(count: int, seed: int = 5) -> list[str]:
    """Common English words, spread over the list."""
    words = sorted(word for word in english() if word.isalpha())
    return random.Random(seed).sample(words, count)


def development_questions() -> list[str]:
    return [case.question for case in read_cases(DEV_QUERIES)]


def questions(count: int, seed: int = 5) -> list[str]:
    """Questions as patients type them: wordings in everyday frames, a quarter with a slip, some page titles."""
    from skincare_site.symptoms.models import page_kinds

    chance = random.Random(seed)
    wordings = list(
        LayName.objects.filter(symptom__isnull=False)
        .order_by("phrase", "pk")
        .values_list("phrase", flat=True)
    )
    titles = sorted(
        title for kind in page_kinds()
        for title in kind._default_manager.filter(is_starter=True).values_list("title", flat=True)
    )  # fmt: skip
    made: dict[str, None] = {}
    while len(made) < count:
        if chance.random() < 0.12:
            made[chance.choice(titles)] = None
            continue
        frame = chance.choice(FRAMES)
        text = frame.format(*chance.sample(wordings, frame.count("{}")))
        if chance.random() < 0.25:
            longest = max(text.split(), key=len)
            text = text.replace(longest, chance.choice(sorted({*edits(longest)})), 1)
        made[text] = None
    return list(made)


CRAFTED = [
    "", " ", "\x00", "\x00red\x00", "'", '"', "''", '""', "`", "\\", "\\\\", "%", "%%", "_", "*", "**", "red*", "^red",
    "(", ")", "()", "((((((", "))))))", "red AND", "AND OR NOT", "NOT red", "red NEAR/2 itch", "NEAR(red itch, 5)",
    "title:red", "body : itch", "{title body}: red", "-red", "- -", "+red", "red:*", "red & itch | !peel", "'red':A",
    "<->", "red <-> itch", "<2>", "!!", "||", "&&", ":*", "::tsquery", "';--", "'; DROP TABLE search_stem;--", "1;",
    '" OR 1=1 --', "' OR '1'='1", "/* */", "--", "#", "$$", "$1", "%s", "%(x)s", "{}", "{0}", "{{7*7}}", "{% now %}",
    "${7*7}", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</mark><script>", "<mark>", "</mark>red",
    "&lt;script&gt;", "&#60;b&#62;red", "javascript:alert(1)", "red\"><svg/onload=alert(1)>", "<!-- red -->", "]]>",
    "red\u202eitch", "\u200b\u200b", "\ufeffred", "\ud7ff", "\uffff", "r\u0301" * 150, "é\u0301" * 200, "🙂" * 300,
    "👩‍⚕️ red 🔥", "ا" * 300, "日本語 の 肌", "Ａｃｎｅ", "ﬁre", "ß" * 400, "İ" * 300, "a" * 5000, "a " * 3000, "red " * 1000,
    "peeling " * 40, "-" * 500, "'" * 500, '"' * 500, "day 99999999999999", "day -1", "1e400 days", "day " * 100,
    "9" * 400, "0x41", "..%2f..%2fetc%2fpasswd", "\r\nSet-Cookie: a=b", "\t\v\f\x1b[31m", "no not not no never without",
    "not " * 60, "don't don't don't", "pealing" * 50, "x" * 39 + " " + "y" * 41, "coldsore" * 30,
]  # fmt: skip


def random_strings(count: int, seed: int = 5) -> list[str]:
    """Strings of syntax, control characters, foreign letters and the site's own words, 0 to 400 characters."""
    chance = random.Random(seed)
    own = sorted(current().words)
    symbols = list("\"'`\\%_*^()[]{}<>&|!:;-+=/.,?#$@~ \t\n\r\x00\x01\x1b\x7f")
    makers = [
        lambda: chr(chance.choice([*range(0x20, 0x7F), *range(0xA0, 0x250), *range(0x300, 0x370)])),
        lambda: chr(chance.randrange(0x10FFFF)) if chance.random() < 0.5 else chr(chance.randrange(0x3000)),
        lambda: chance.choice(symbols),
        lambda: chance.choice(own) + chance.choice([" ", " ", "", "'", '"', "-", "*"]),
        lambda: chance.choice(
            [" AND ", " OR ", " NOT ", " NEAR ", "<b>", "</mark>", "day 3 ", "no ", "\u200d"]
        ),
    ]

    def one() -> str:
        chosen = chance.sample(makers, chance.randint(1, len(makers)))
        # Half of a surrogate pair cannot come over HTTP or be stored; everything else can.
        text = "".join(chance.choice(chosen)() for _ in range(chance.randint(0, 60)))[:400]
        return text.encode("utf-8", "ignore").decode()

    return [one() for _ in range(count)]
