"""At least 500 malformed requests over every address and method, the same each time."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from .addresses import LEFT_ALONE, PLACE, address, routes

SEED = 11
FORM = "application/x-www-form-urlencoded"
BIG = "9" * 40

# In the place of a slug, a number or a name: percent-encoded, as on the wire.
PARTS = [
    "%00", "a%00b", "%c0%80", "%c0%af..%c0%af", "%ff%fe", "%ed%a0%80", "%0d%0aSet-Cookie:%20a=b", "%1b%5b31m", "%7f",
    "..%2f..%2fetc%2fpasswd", "%2e%2e%2f", "%252e%252e%252f", "..", "a" * 81, "a" * 300, "-" * 80, BIG, "-1", "0",
    "1" * 18, "1" * 19, "9223372036854775807", "9223372036854775808", "1.5", "1e9", "NaN", "%D9%A1%D9%A2",
    "%F0%9F%A7%8A", "%E2%80%AE", "'%20OR%20'1'='1", "%3Cscript%3E", "null", "None", "undefined", "%25", "%", "%zz",
    "%u0000", "_5F00", "_5F", "1_2F2", "a;b=c", "a:b", "a,b", "a%20b", "*", "~", "a%2Fb", "%5C%5Cevil",
]  # fmt: skip
VALUES = [
    "%00", "a%00", "%c0%80", "%ff", "%ed%a0%80", "%", "%zz", "%u0041", "", BIG, "-" + BIG, "-1", "0", "1e999", "NaN",
    "inf", "1.0", "0x10", "%D9%A1", "last", "all", "null", "[]", "{}", "%7B%22a%22%3A", "a" * 3000, "(" * 500,
    "'%22%3B--", "%25s", "%E2%80%AE", "%F0%9F%99%82" * 50, "%0d%0aX:%20y", "%1b", "..%2f..%2f", "//evil.example",
    "javascript:alert(1)", "9999-99-99", "2026-13", "0000-00-00", "10000-01-01", "True", "1,2,%00", "1,,", ",".join(["1"] * 900),
]  # fmt: skip
NAMES = [
    "page", "p", "q", "o", "e", "day", "month", "d", "kind", "rule", "a", "b", "old", "new", "next", "live", "feel",
    "place", "_popup", "_to_field", "_changelist_filters", "_facets", "all", "ot", "id", "id__in", "id__exact",
    "pk__in", "id__isnull", "slug__regex", "title__contains", "status__exact", "password__startswith", "at__gte",
    "user__password__regex", "treatment__id__exact", "main_symptom__id__exact", "updated_at__year", "publish_at__day",
    "publish_at__month", "publish_at__year", "given_on__gte", "shown", "app_label", "model_name", "field_name", "term",
    "scheme", "phrase", "%00", "x%00y", "", "x[y][z]", "__proto__", "a" * 500, "id__in__in", "__", "pk", "note",
]  # fmt: skip
METHODS = ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "LOCK", "X" * 40, "get", "POST", "HEAD"]
HEADERS = [
    ("Host", "evil.example"), ("Host", "[::1"), ("Host", "a b"), ("Host", "127.0.0.1:99999999"), ("Host", ""),
    ("Cookie", "sessionid=%00; csrftoken=" + "x" * 5000), ("Cookie", "=;=;=;;;"), ("Cookie", "\xff\xfe=\x01"),
    ("Cookie", "sessionid=" + "a" * 64), ("Cookie", "messages=W1siX19qc29uX21lc3NhZ2UiXV0:x:x"),
    ("Cookie", "known_browser=a:b:c"), ("Cookie", "saved_form=%00"), ("Accept-Encoding", "gzip;q=a, br;q=;"),
    ("Accept-Language", "a" * 4000), ("Accept-Language", "xx-\xff"), ("Range", "bytes=0-0,2-1,-5,a-b"),
    ("Range", "bytes=" + ",".join(["0-"] * 500)), ("If-Modified-Since", "Mon, 99 Xxx 9999 99:99:99 GMT"),
    ("If-Modified-Since", "Sun, 06 Nov 0000 08:49:37 GMT"), ("If-None-Match", '"' * 300), ("If-Match", "W/"),
    ("Referer", "http://[::1"), ("Referer", "\xff" * 50), ("Origin", "null"), ("Origin", "http://[evil"),
    ("Content-Type", "text/html; charset=utf-16"), ("Content-Type", "text/html; charset=rot13"), ("Content-Type", ";;;="),
    ("Content-Type", FORM + "; charset=\xff"), ("X-Forwarded-For", "%00" * 40), ("X-Forwarded-Proto", "https"),
    ("X-Forwarded-Host", "evil.example"), ("Accept", "a/b;q=x," * 300), ("X-CSRFToken", "\xe9" * 32),
    ("User-Agent", "\x7f" * 40), ("Authorization", "Basic \xff"), ("X-Big", "x" * 60_000), ("Expect", "tea"),
]  # fmt: skip
CHARSETS = ["utf-16", "utf-7", "utf-32", "latin-1", "shift_jis", "rot13", "hex", "zip", "punycode", "idna", "cp037", "nonsense", "", "%00"]  # fmt: skip
WORD = b"red face"


@dataclass(frozen=True)
class Malformed:
    """One request. `path` and `query` are percent-encoded text; `staff`: sent by a superuser."""

    method: str
    path: str
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    staff: bool = False
    what: str = ""
    chunked: bool = field(default=False)


def _multipart(*parts: tuple[str, bytes], edge: bytes = b"edge") -> bytes:
    made = b"".join(
        b"--" + edge + b"\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + data + b"\r\n"
        for head, data in parts
    )
    return made + b"--" + edge + b"--\r\n"


def bodies() -> list[tuple[str, str, bytes]]:
    """(what it is, content type, bytes): forms that no form sends."""
    mixed = "multipart/form-data; boundary=edge"
    value = ('name="title"', WORD)
    return [
        ("NUL in a value", FORM, b"title=a%00b&action=%00&_selected_action=%00&_copy=%00"),
        ("NUL in a name", FORM, b"%00=1&a%00b=2"),
        ("control characters", FORM, b"title=a%01%0b%1f&q=%1b&name=%7f&phrase=%08"),
        ("invalid UTF-8", FORM, b"title=%ff%fe%c0%80&q=%ed%a0%80&username=%ff&password=%ff"),
        ("raw bytes", FORM, bytes(range(256))),
        ("no pairs", FORM, b"&&&&====;;;;%%%%"),
        ("3,000 fields", FORM, b"&".join(b"a%d=1" % number for number in range(3000))),
        ("6 MB", FORM, b"title=" + b"x" * 6_000_000),
        ("huge numbers", FORM, f"pk={BIG}&_selected_action={BIG}&treatment={BIG}&main_symptom={BIG}&symptoms={BIG}&user={BIG}&object_id={BIG}&starts_day={BIG}&index={BIG}&action=delete_selected&_revision={BIG}&code={BIG}&form-TOTAL_FORMS={BIG}&hours-TOTAL_FORMS={BIG}&hours-INITIAL_FORMS={BIG}".encode()),
        ("negative numbers", FORM, b"_selected_action=-1&treatment=-1&hours-TOTAL_FORMS=-5&hours-INITIAL_FORMS=-5&index=-9&_revision=-1"),
        ("dates out of range", FORM, b"publish_at_0=9999-99-99&publish_at_1=99:99&expire_at_0=0001-01-01&expire_at_1=00:00:00&given_on=10000-01-01&publish_at=0001-01-01T00:00&review_on=99999"),
        ("deep brackets", FORM, b"a" + b"[b]" * 5000 + b"=1"),
        ("next to another host", FORM, b"next=//evil.example&next=https://evil.example&username=a&password=b"),
        *((f"form in {name}", f"{FORM}; charset={name}", WORD) for name in CHARSETS),
        *((f"parts in {name}", f"{mixed}; charset={name}", _multipart(value)) for name in ("utf-16", "rot13", "cp037")),
        ("no boundary", "multipart/form-data", _multipart(value)),
        ("empty boundary", "multipart/form-data; boundary=", _multipart(value)),
        ("boundary of 500", "multipart/form-data; boundary=" + "b" * 500, b"x"),
        ("boundary not ASCII", "multipart/form-data; boundary=\xff\xfe", _multipart(value)),
        ("parts without an end", mixed, _multipart(value)[:-12]),
        ("nothing but boundaries", mixed, b"--edge\r\n" * 3000),
        ("parts without names", mixed, _multipart(("", b"x"), ("name", b"y"), ('name=""', b"z"))),
        ("NUL in the parts", mixed, _multipart(('name="a\x00"', b"\x00"), ('name="file"; filename="\x00"', b"\x00"))),
        ("base64 that is none", mixed, b'--edge\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!\r\n--edge--\r\n'),
        ("200 files", mixed, _multipart(*((f'name="f{number}"; filename="{number}.jpg"', b"x") for number in range(200)))),
        ("3,000 parts", mixed, _multipart(*((f'name="f{number}"', b"x") for number in range(3000)))),
        ("13 MB of file", mixed, _multipart(('name="file"; filename="a.jpg"', b"\xff" * 13_000_000))),
        ("a header of 100 KB", mixed, b"--edge\r\nContent-Disposition: form-data; name=" + b"a" * 100_000 + b"\r\n\r\nx\r\n--edge--\r\n"),
        ("RFC 2231 name", mixed, _multipart(("name*=utf-16''%ff%fe; filename*=rot13''%00%ff", b"x"))),
        ("JSON", "application/json", b"[" * 100_000),
        ("XML", "application/xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'),
        ("no type", "", WORD),
        ("report of nonsense", "application/csp-report", b'{"csp-report":{"effective-directive":["' + b"[" * 5000),
        ("report without end", "application/csp-report", b'{"csp-report":' * 3000),
        ("report in NUL", "application/csp-report", b"\x00" * 5000),
    ]  # fmt: skip


def _query(chance: random.Random) -> str:
    return "&".join(f"{chance.choice(NAMES)}={chance.choice(VALUES)}" for _ in range(chance.randint(1, 3)))[
        :7000
    ]


def generate(seed: int = SEED) -> list[Malformed]:
    """Every address with each kind of wrong; needs the database for the numbers of real rows."""
    return list(_generate(random.Random(seed)))


def _generate(chance: random.Random) -> Iterator[Malformed]:
    forms = bodies()
    whole = {route: address(route) for route in dict.fromkeys(routes()) if route not in LEFT_ALONE}
    for number, (route, real) in enumerate(whole.items()):
        staff = route.startswith("admin/") and route != "admin/login/"
        if PLACE.search(route):
            for part in chance.sample(PARTS, 4 if staff else 20):
                yield Malformed(
                    "GET", address(route, lambda _name, part=part: part), staff=staff, what="part of the path"
                )
        for _ in range(2):
            yield Malformed("GET", real, _query(chance), staff=staff, what="query")
        yield Malformed(METHODS[number % len(METHODS)], real, staff=staff, what="method")
        yield Malformed("GET", real, headers=(HEADERS[number % len(HEADERS)],), staff=staff, what="header")
        for what, kind, body in (forms[number % len(forms)], chance.choice(forms)):
            yield Malformed(
                "POST", real, headers=(("Content-Type", kind),), body=body, staff=staff, what=what
            )
        if number % 10 == 0:
            yield Malformed("POST", real, body=b"a=1", chunked=True, staff=staff, what="chunked")
    yield from _where_it_hurts(chance)


def _where_it_hurts(chance: random.Random) -> Iterator[Malformed]:
    """The places that took the most in a plain Django site, with everything."""
    lists = [
        "/admin/articles/article/",
        "/admin/symptoms/symptom/",
        "/admin/publishing/auditentry/",
        "/admin/auth/user/",
    ]
    for name in NAMES:
        for value in chance.sample(VALUES, 2):
            yield Malformed("GET", chance.choice(lists), f"{name}={value}", staff=True, what="list")
    for value in VALUES:
        yield Malformed("GET", "/search/", f"q={value}&page={value}", what="search")
        yield Malformed("GET", "/search/suggest/", f"q={value}", what="search")
        yield Malformed("GET", "/symptoms/", f"feel={value}&place={value}&day={value}", what="picker")
        yield Malformed("GET", "/recovery/microneedling/", f"d={value}", what="recovery")
        yield Malformed(
            "GET", "/admin/schedule/", f"month={value}&day={value}&p={value}", staff=True, what="schedule"
        )
        yield Malformed(
            "GET",
            "/admin/autocomplete/",
            f"app_label=articles&model_name=article&field_name=main_symptom&term={value}&page={value}",
            staff=True,
            what="autocomplete",
        )
        yield Malformed(
            "GET", "/admin/images/picture/choose/", f"q={value}&page={value}", staff=True, what="picture list"
        )
        yield Malformed(
            "GET", "/admin/history/compare/", f"old={value}&new={value}", staff=True, what="compare"
        )
    for part in PARTS:
        yield Malformed("GET", f"/media/{part}", what="media")
        yield Malformed("GET", f"/static/{part}", what="static")
        yield Malformed("GET", f"/admin/articles/article/{part}/change/", staff=True, what="form")
        yield Malformed("GET", f"/admin/r/{part}/{part}/", staff=True, what="on site")
        yield Malformed("GET", f"/{part}", what="any")
        yield Malformed("GET", f"/static/site/{part}/x.css", what="static")
    for header in HEADERS:
        yield Malformed("GET", "/articles/redness/", headers=(header,), what="header")
        yield Malformed(
            "POST",
            "/admin/login/",
            headers=(("Content-Type", FORM), header),
            body=b"username=a",
            what="header",
        )
    for length in (600, 4000, 9000, 60_000):
        yield Malformed("GET", "/" + "a" * length, what="long path")
        yield Malformed("GET", "/media/" + "a/" * (length // 2), what="long path")
        yield Malformed("GET", "/articles/", "a=" + "b" * length, what="long query")
        yield Malformed("GET", "/search/", "q=" + "b" * length, what="long query")
        yield Malformed("GET", "/search/", "&" * length, what="long query")
    for what, kind, body in bodies():
        for path in ("/csp-report/", "/useful/articles/redness/yes/", "/search/", "/admin/login/"):
            yield Malformed("POST", path, headers=(("Content-Type", kind),), body=body, what=what)
    for path in (
        "//",
        "//evil.example",
        "///",
        "/\\",
        "/.",
        "/..",
        "/%2e%2e",
        "/;",
        "/?",
        "/#",
        "//[",
        "/articles//",
        quote("/é/"),
    ):
        yield Malformed("GET", path, what="odd path")
