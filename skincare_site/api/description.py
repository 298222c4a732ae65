"""The API in OpenAPI 3.1: what `items.py` says, as JSON Schema. A test holds answers and schema together."""

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
ADDRESS: Schema = {"type": "string", "format": "uri"}
MAYBE_DATE: Schema = {"type": ["string", "null"], "format": "date"}
YES_NO: Schema = {"type": "boolean"}
DAY: Schema = {"type": "integer", "minimum": 0, "description": "Whole days; 0 is the day of treatment."}
MAYBE_DAY: Schema = {**DAY, "type": ["integer", "null"]}
HTML: Schema = {
    "type": "string",
    "description": "Clean HTML (no script, style or frame). Addresses are relative to `base`.",
}


def _object(**properties: Schema) -> Schema:
    """Every property is always there."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _see(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _maybe(of: Schema) -> Schema:
    return {"anyOf": [of, {"type": "null"}]}


REVIEW = _object(
    reviewed_on=MAYBE_DATE,
    next_review_on=MAYBE_DATE,
    overdue=YES_NO,
    reviewer=_maybe(_object(name=TEXT, role=TEXT)),
    notice={**TEXT, "description": "Where it is not empty it must be shown with the text."},
)
CARD = _object(level={"enum": ["emergency", "urgent"]}, heading=TEXT, lines=_list(TEXT))
SOURCE = _object(name=TEXT, link=MAYBE_TEXT, seen={"type": "string", "format": "date"})
PICTURE = _object(
    src=ADDRESS, width={"type": ["integer", "null"]}, height={"type": ["integer", "null"]}, alt=TEXT, caption=TEXT,
    long_description=TEXT,
)  # fmt: skip
COURSE = _object(
    sentence=TEXT, starts=DAY, strongest_from=MAYBE_DAY, strongest_to=MAYBE_DAY, settles_from=MAYBE_DAY,
    settles_to=MAYBE_DAY, call_after=MAYBE_DAY, call_at_once=YES_NO,
)  # fmt: skip
PAGE: Schema = {
    "slug": TEXT, "title": TEXT, "page": ADDRESS, "self": ADDRESS, "treatment": TEXT, "symptoms": _list(TEXT),
    "review": _see("Review"),
}  # fmt: skip
EXPLAINER_SHORT: Schema = {
    **PAGE,
    "kind": {"enum": ["effect", "guide"]},
    "summary": TEXT,
    "call_the_clinic": {**MAYBE_TEXT, "description": "Must be shown wherever the effect is."},
}
EXPLAINER: Schema = {
    **EXPLAINER_SHORT,
    "how_common": MAYBE_TEXT,
    "course": _maybe(_see("Course")),
    "sections": {
        "type": "object",
        "properties": dict.fromkeys(
            ["what_it_is", "course_note", "what_you_can_do", "why_it_happens", "who_is_more_likely"], HTML
        ),
        "additionalProperties": False,
    },
    "call_lines": {**_list(TEXT), "description": "Each ends the sentence “Call the clinic if: …”."},
    "red_flags_first": {**YES_NO, "description": "The red flags stand above the text."},
    "red_flags": _list(_see("RedFlagCard")),
    "picture": _maybe(_see("Picture")),
    "sources": _list(_see("Source")),
    "base": ADDRESS,
}
TIP_SHORT: Schema = {
    **PAGE, "kind": {"enum": ["do", "do_not"]}, "why": TEXT, "from_day": DAY, "until_day": MAYBE_DAY, "when": TEXT,
}  # fmt: skip
TIP: Schema = {
    **TIP_SHORT, "text": HTML, "red_flags": _list(_see("RedFlagCard")), "sources": _list(_see("Source")), "base": ADDRESS,
}  # fmt: skip
SYMPTOM_SHORT: Schema = {
    "slug": TEXT, "name": TEXT, "medical_name": MAYBE_TEXT, "patient_words": TEXT, "also_called": _list(TEXT),
    "description": TEXT, "page": ADDRESS, "self": ADDRESS,
}  # fmt: skip
SYMPTOM: Schema = {
    **SYMPTOM_SHORT, "explainers": _list(TEXT), "tips": _list(TEXT), "red_flags": _list(_see("RedFlagCard")),
    "base": ADDRESS,
}  # fmt: skip
LISTS = {"explainers": "Explainer", "tips": "Tip", "symptoms": "Symptom"}
SCHEMAS: dict[str, Schema] = {
    "Review": REVIEW,
    "RedFlagCard": CARD,
    "Source": SOURCE,
    "Picture": PICTURE,
    "Course": COURSE,
    "Explainer": _object(**EXPLAINER),
    "ExplainerInList": _object(**EXPLAINER_SHORT),
    "Tip": _object(**TIP),
    "TipInList": _object(**TIP_SHORT),
    "Symptom": _object(**SYMPTOM),
    "SymptomInList": _object(**SYMPTOM_SHORT),
    "Problem": _object(status={"type": "integer"}, title=TEXT, detail=TEXT),
    "RedFlags": _object(items=_list(_see("RedFlagCard"))),
    **{
        f"{name}List": _object(items=_list(_see(f"{name}InList")), next=_maybe(ADDRESS))
        for name in LISTS.values()
    },
}

LIMIT = {
    "name": "limit",
    "in": "query",
    "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 50},
}
AFTER = {"name": "after", "in": "query", "schema": {"type": "string", "maxLength": 80}}
ITEM = {"name": "slug", "in": "path", "required": True, "schema": {"type": "string", "maxLength": 80}}


def _answer(schema: str, words: str, kind: str = "application/json") -> Schema:
    return {"description": words, "content": {kind: {"schema": _see(schema)}}}


def _get(summary: str, schema: str, parameters: list[Schema], problems: dict[str, str]) -> Schema:
    answers = {
        "200": {
            **_answer(schema, summary),
            "headers": {"ETag": {"schema": TEXT}},
        },
        "304": {"description": "Nothing has changed since the ETag in If-None-Match."},
        **{code: _answer("Problem", words, "application/problem+json") for code, words in problems.items()},
    }
    return {"get": {"summary": summary, "parameters": parameters, "responses": answers}}


def description(address: str) -> Schema:
    """The whole document; `address` is where the API begins."""
    paths: dict[str, Schema] = {
        "/red-flags/": _get("The signs that need help now, most serious first", "RedFlags", [], {})
    }
    for name, schema in LISTS.items():
        paths[f"/{name}/"] = _get(
            f"Public {name} by slug, one page",
            f"{schema}List",
            [LIMIT, AFTER],
            {"400": "A bad limit or after"},
        )
        paths[f"/{name}/{{slug}}/"] = _get(
            f"One of the {name}", schema, [ITEM], {"404": "Not there, or not public"}
        )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Skin clinic care guide",
            "version": "1",
            "description": "Published explainers, care tips and symptoms with their reviews. Read only, no key. "
            "Show the review, the notice and the day to call the clinic wherever you show a text, and the red flags "
            "one tap away. It informs; it does not diagnose.",
        },
        "servers": [{"url": address.rstrip("/")}],
        "paths": paths,
        "components": {"schemas": SCHEMAS},
    }
