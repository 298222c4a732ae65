"""Words in, symptoms out. No request, no HTML, no database: everything comes from the `Vocabulary`."""

from dataclasses import dataclass, field
from functools import cache

from .models import Symptom
from .vocabulary import ENOUGH, Danger, Phrase, Vocabulary
from .wordlists import NEGATIONS, NOT, STOP, meaning, neutral, outside
from .words import root


@dataclass
class Word:
    """One word of a question, after correction."""

    text: str
    position: int
    negated: bool = False
    typed: str = ""  # what stood there before a correction
    clause: int = 0  # counts the commas and full stops before it
    outside: bool = False  # part of a set phrase about something else

    @property
    def root(self) -> str:
        return meaning(self.text)

    @property
    def is_stop(self) -> bool:
        return self.text in STOP

    @property
    def is_negation(self) -> bool:
        return self.text in NEGATIONS


@dataclass
class Match:
    """A phrase found in a question."""

    phrase: Phrase
    score: float
    positions: frozenset[int]
    full: bool


@dataclass
class Recognised:
    """A symptom found in a question, with why."""

    symptom: Symptom
    score: float
    match: Match
    factor: float = 1.0


@dataclass
class Recognition:
    symptoms: list[Recognised] = field(default_factory=list)
    confident: bool = False
    danger: list[Danger] = field(default_factory=list)


LENGTH_BONUS = 0.15  # a phrase of n words counts 15 % more for each word after the first
WHOLE_PHRASE = 1.9  # at least this for a whole phrase: staff wrote it down as saying enough by itself
PARTIAL = 0.55
PART_ELSEWHERE = 0.75  # one word of a longer phrase, and nothing that speaks of skin ("cold pizza")
SCATTERED = 0.75  # all words there, but far apart
ABSORBED = 0.5  # a word already explained by somebody else's longer phrase
OUTSIDE_BESIDE, OUTSIDE_ELSEWHERE = 0.12, 0.4
# A word we know nothing about says little in "my face is …", and much in "peeling wallpaper".
FOREIGN_BESIDE, FOREIGN_ELSEWHERE = 0.36, 0.7
FOREIGN_BESIDE_SKIN, FOREIGN_ELSEWHERE_SKIN = 0.65, 0.88
RECOGNISED_FROM = 1.15
CONFIDENT_FROM = 1.8
KEPT_SHARE = 0.45  # of the best score
MOST_SYMPTOMS = 4


# Words that make a question one about somebody's own face.
_OWN = frozenset("my i i'm im i've ive her his our mine hubby mum mom ma mon mes je".split())
_PLACES = """
    face skin cheek forehead chin nose lip eyelid eye jaw jawline neck temple brow complexion visage peau joue
    front nez levre menton needling needles
    """.split()


@cache
def _places() -> frozenset[str]:
    return frozenset(map(root, _PLACES))


def recognise(words: list[Word], vocabulary: Vocabulary, *, about_skin: bool = False) -> Recognition:
    """The symptoms that `words` speak of, best first, and the danger signs among them.

    `about_skin`: something else than the words (a day, a treatment's name) says that it is about somebody's skin.
    """
    about_skin = about_skin or any(word.text in _OWN or word.root in _places() for word in words)
    content = [word for word in words if not word.is_stop]
    affirmed = [word for word in content if not word.negated and not word.outside]
    # "not red" alone still asks about redness, "bad if I'm not peeling" about peeling.
    matches = _best_matches(_positions(affirmed), vocabulary) or _best_matches(
        _positions([word for word in content if not word.outside]), vocabulary
    )
    best = _absorb(matches)
    found = []
    for match in best.values():
        factor = _context_factor(match, content, vocabulary, about_skin)
        score = match.score * factor
        if score >= RECOGNISED_FROM:
            found.append(Recognised(vocabulary.symptoms[match.phrase.target], score, match, factor))
    found.sort(key=lambda one: (-one.score, one.symptom.order, one.symptom.pk))
    kept = [one for one in found if one.score >= KEPT_SHARE * found[0].score][:MOST_SYMPTOMS]
    return Recognition(
        symptoms=kept,
        confident=bool(kept and kept[0].match.full and kept[0].score >= CONFIDENT_FROM),
        danger=_dangers(words, vocabulary),
    )


def _positions(words: list[Word]) -> dict[str, list[int]]:
    where: dict[str, list[int]] = {}
    for word in words:
        where.setdefault(word.root, []).append(word.position)
    return where


def _best_matches(where: dict[str, list[int]], vocabulary: Vocabulary) -> dict[int, Match]:
    best: dict[int, Match] = {}
    seen: set[int] = set()
    for part in where:
        for phrase, others in vocabulary.to_try(part):
            if (others and where.keys().isdisjoint(others)) or id(phrase) in seen:
                continue
            seen.add(id(phrase))
            match = _match(phrase, where, vocabulary)
            if match and (phrase.target not in best or match.score > best[phrase.target].score):
                best[phrase.target] = match
    return best


def _match(phrase: Phrase, where: dict[str, list[int]], vocabulary: Vocabulary) -> Match | None:
    parts, rarity = phrase.parts, vocabulary.rarity
    there = [part for part in parts if part in where]
    # Sorted, so that the sum is the same to the last bit in every process.
    weight = sum(sorted([rarity[part] for part in there]))
    if len(there) < len(parts):
        share = weight / vocabulary.weight(phrase)
        if share < ENOUGH:
            return None
        return Match(phrase, weight * PARTIAL * share, frozenset(_closest(there, where)), full=False)
    positions = frozenset(_closest(there, where))
    score = max(weight, WHOLE_PHRASE) * (1 + LENGTH_BONUS * (len(parts) - 1))
    if max(positions) - min(positions) > len(parts) + 3:
        score *= SCATTERED
    return Match(phrase, score, positions, full=True)


def _closest(parts: list[str], where: dict[str, list[int]]) -> list[int]:
    """For each part the position nearest to the first part's."""
    anchor = where[parts[0]][0]
    return [min(where[part], key=lambda position: abs(position - anchor)) for part in parts]


def _absorb(best: dict[int, Match]) -> dict[int, Match]:
    """A match inside somebody else's longer full phrase counts half: "dark spots" is not about spots."""
    longer = [match for match in best.values() if match.full]
    return {
        target: Match(match.phrase, match.score * ABSORBED, match.positions, match.full)
        if any(match.positions < other.positions for other in longer)
        else match
        for target, match in best.items()
    }


def _context_factor(match: Match, content: list[Word], vocabulary: Vocabulary, about_skin: bool) -> float:
    """How much the other words of the question speak against `match`; 1 when none does."""
    foreign = (
        (FOREIGN_BESIDE_SKIN, FOREIGN_ELSEWHERE_SKIN) if about_skin else (FOREIGN_BESIDE, FOREIGN_ELSEWHERE)
    )
    factor = 1.0
    for word in content:
        if word.position in match.positions or word.root == NOT:
            continue
        beside = any(abs(word.position - position) == 1 for position in match.positions)
        if word.outside or word.root in outside():
            factor *= OUTSIDE_BESIDE if beside else OUTSIDE_ELSEWHERE
        elif word.root not in vocabulary.rarity and word.root not in neutral() and not word.text.isdigit():
            factor *= foreign[0] if beside else foreign[1]
    if not about_skin and not match.full and len(match.positions) == 1:
        factor *= PART_ELSEWHERE
    if match.full and len(match.positions) > 1:
        factor = factor**0.5  # a whole phrase is hard to say by accident
    return factor


def _dangers(words: list[Word], vocabulary: Vocabulary) -> list[Danger]:
    """Danger signs whose words all stand close together, unless a word from outside stands beside them."""
    said = _positions([word for word in words if not word.outside])
    affirmed = _positions([word for word in words if not word.outside and not word.negated])
    apart = {word.position for word in words if word.outside or word.root in outside()}
    roots = set(said)
    found = []
    for danger in vocabulary.dangers:
        parts = danger.parts
        if not parts <= roots:
            continue
        where = said if NOT in parts else affirmed  # "can't breathe" brings its own "not"
        if not parts <= where.keys():
            continue
        positions = _closest(sorted(parts), where)
        near = max(positions) - min(positions) <= len(parts) + 3
        beside_outside = any(abs(other - position) == 1 for other in apart for position in positions)
        if near and not (beside_outside and len(parts) == 1):
            found.append(danger)
    return found
