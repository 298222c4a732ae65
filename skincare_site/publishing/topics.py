"""What pages give numbers for: a small table of topic words and what is counted. Read by `contradictions`."""

import re
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Topic:
    """One thing that has one number.

    `kind` says how the number is read: "wait" (leave it out for so long), "start" (begin after so long),
    "number" (`value` captures it, in `unit`) or "length" (how long to do it, beside `value` words).
    """

    name: str
    words: re.Pattern[str]
    kind: Literal["wait", "start", "number"]
    value: re.Pattern[str] | None = None
    unit: str = "days"


def _topic(
    name: str, words: str, kind: Literal["wait", "start", "number"], value: str = "", unit: str = "days"
) -> Topic:
    return Topic(
        name,
        re.compile(words, re.IGNORECASE),
        kind,
        re.compile(value, re.IGNORECASE) if value else None,
        unit,
    )


_TO = r"(?:\s*(?:to|[-–]|or)\s*(\d+(?:\.\d+)?))?"

TOPICS = [
    # What to leave out, and until when.
    _topic("Make-up", r"\bmake-?up\b|\bfoundation\b", "wait"),
    _topic("Retinoids", r"\bretin(?:oids?|ols?|-a)\b|\btretinoin\b", "wait"),
    _topic("Acids", r"\bacids?\b|\bexfoliat(?:ing|ors?)\b", "wait"),
    _topic("Benzoyl peroxide", r"\bbenzoyl peroxide\b", "wait"),
    _topic("Vitamin C", r"\bvitamin c\b", "wait"),
    _topic("Scrubs and brushes", r"\bscrubs?\b|\b(?:face|cleansing) brush(?:es)?\b", "wait"),
    _topic("Exercise", r"\bexercis(?:e|ing)\b|\bsweaty?\b|\bgym\b|\bwork(?:ing)? ?outs?\b", "wait"),
    _topic("Swimming in a pool", r"\bpools?\b", "wait"),
    _topic("Swimming in a lake", r"\blakes?\b|\brivers?\b|\bopen water\b", "wait"),
    _topic("Sauna, steam and hot tub", r"\bsaunas?\b|\bsteam\b|\bhot tubs?\b", "wait"),
    _topic("Alcohol", r"\b(?:drink(?:ing)?|no|any|without) alcohol\b|^alcohol\b", "wait"),
    _topic("Tanning", r"\btan(?:ning)?\b|\bsunbath(?:e|ing)\b", "wait"),
    _topic("Direct sun", r"\bdirect sun(?:light)?\b|\bout of the sun\b", "wait"),
    _topic("Peels and laser", r"\b(?:chemical )?peels\b|\blasers?\b", "wait"),
    _topic("Waxing and threading", r"\bwax(?:ing)?\b|\bthread(?:ing)?\b", "wait"),
    _topic("Fragrance", r"\bfragrances?\b|\bperfumes?\b", "wait"),
    _topic("Hot water", r"\bhot (?:water|showers?)\b", "wait"),
    _topic("The next session", r"\bbetween sessions\b|\bnext session\b", "wait"),
    _topic("Washing the face", r"\b(?:wash|rinse)\b.*\bface\b|\bleave your face alone\b", "wait"),
    # What to begin, and when.
    _topic("Sunscreen starts", r"\bsunscreen\b|\bSPF\b", "start"),
    _topic("Cleanser starts", r"\bcleanser\b", "start"),
    _topic("Moisturizer starts", r"\bmoisturi[sz](?:e|er|ing)\b", "start"),
    # Plain numbers.
    _topic("Sun protection factor", r"\bSPF\b", "number", rf"\bSPF ?(\d+){_TO}", "SPF"),
    _topic("Fever", r"\bfever\b|\btemperature\b", "number", rf"\b(\d+(?:\.\d+)?){_TO} ?°? ?C\b", "°C"),
    _topic("Pressing on a spot that bleeds", r"\bpress(?:ure|ing)?\b", "number", rf"\b(\d+){_TO} minutes?\b", "minutes"),
    _topic("Isotretinoin", r"\bisotretinoin\b", "number", rf"\b(\d+){_TO} months?\b", "months"),
    _topic("Age", r"\byears? (?:old|of age)\b|\baged?\b", "number", r"\b(?:under|over|aged?) (\d+)\b", "years"),
]  # fmt: skip
