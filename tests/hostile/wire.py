"""What no client library sends: bad request lines, wrong lengths, half and slow requests. (what, bytes) each."""

HOST = b"Host: 127.0.0.1\r\nConnection: close\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"

Wire = tuple[str, bytes]

_LINES = [
    b"GET", b"GET /", b"GET / HTTP/9.9", b"GET / HTTP/1.0", b"GET  /  HTTP/1.1", b"/ GET HTTP/1.1", b"GET\t/\tHTTP/1.1", b"",
    b"\x00\x01\x02", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc", b"GET /\x00 HTTP/1.1", b"GET /\xff\xfe HTTP/1.1",
    b"GET http://evil.example/ HTTP/1.1", b"GET evil.example:443 HTTP/1.1", b"CONNECT evil.example:443 HTTP/1.1",
    b"GET * HTTP/1.1", b"OPTIONS * HTTP/1.1", b"PRI * HTTP/2.0", b"G\xc3\x89T / HTTP/1.1", b"GET /?q=\xe9 HTTP/1.1",
    b"GET /#frag HTTP/1.1", b"GET /" + b"a" * 70_000 + b" HTTP/1.1", b"A" * 70_000 + b" / HTTP/1.1", b"GET / HTTP/1.1 x",
    b"get / http/1.1", b"GET //evil.example/ HTTP/1.1", b"GET /\\evil HTTP/1.1", b"GET /[ HTTP/1.1", b'GET /"<> HTTP/1.1',
]  # fmt: skip
_HEADERS = [
    b"", b"Host: a\r\nHost: b\r\n", b"Host : a\r\n", b" Host: a\r\n", b"Host: a\r\n folded\r\n", b"Host:\r\n", b"nonsense\r\n",
    HOST + b"X: \x00\r\n", HOST + b"\xff: x\r\n", HOST + b": x\r\n", HOST + b"X" * 70_000 + b": x\r\n",
    HOST + b"X: " + b"x" * 500_000 + b"\r\n", HOST + b"X: y\r\n" * 300, HOST + b"X: a\rb\r\n",
    HOST + b"Upgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Key: x\r\n", HOST + b"Upgrade: h2c\r\nHTTP2-Settings: x\r\n",
    HOST + b"Expect: 100-continue\r\n", HOST + b"Transfer-Encoding: nonsense\r\n", HOST + b"TE: trailers\r\n",
]  # fmt: skip
_LENGTHS = [
    (b"Content-Length: -1\r\n", b"a=1"), (b"Content-Length: x\r\n", b"a=1"), (b"Content-Length: 9999999999999999999999\r\n", b"a"),
    (b"Content-Length: 1\r\nContent-Length: 2\r\n", b"a=1"), (b"Content-Length: 3, 3\r\n", b"a=1"), (b"Content-Length: +3\r\n", b"a=1"),
    (b"Content-Length: 0x3\r\n", b"a=1"), (b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", b"0\r\n\r\n"),
    (b"Transfer-Encoding: chunked\r\n", b"zz\r\n"), (b"Transfer-Encoding: chunked\r\n", b"-1\r\nx\r\n"),
    (b"Transfer-Encoding: chunked\r\n", b"ffffffffffffffff\r\nx\r\n"), (b"Transfer-Encoding: chunked, chunked\r\n", b"0\r\n\r\n"),
    (b"Transfer-Encoding: gzip, chunked\r\n", b"0\r\n\r\n"), (b"Transfer-Encoding: chunked\r\n", b"3;" + b"e" * 30_000 + b"\r\na=1\r\n0\r\n\r\n"),
    (b"Content-Length: 3\r\n", b"a=1GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"), (b"Content-Length: 0\r\n", b"a=1"), (b"", b"a=1"),
    (b"Content-Length: 20000000\r\n", b"a=" + b"x" * 200_000),
]  # fmt: skip


def requests() -> list[Wire]:
    made = [(f"line {line[:30]!r}", line + b"\r\n" + HOST + b"\r\n") for line in _LINES]
    made += [(f"head {head[-40:]!r}", b"GET / HTTP/1.1\r\n" + head + b"\r\n") for head in _HEADERS]
    for path in (b"/csp-report/", b"/admin/login/", b"/"):
        made += [
            (
                f"length {head[:40]!r} {path.decode()}",
                b"POST " + path + b" HTTP/1.1\r\n" + HOST + FORM + head + b"\r\n" + body,
            )
            for head, body in _LENGTHS
        ]
    return made


def halves() -> list[bytes]:
    """Requests whose sender goes away half-way. No answer is due; nobody else may notice."""
    whole = b"POST /admin/login/ HTTP/1.1\r\n" + HOST + FORM + b"Content-Length: 500\r\n\r\n" + b"a=1" * 50
    return [whole[:part] for part in range(1, len(whole), 7)]


def slow() -> list[Wire]:
    """Sent a byte at a time; each must be answered like any other."""
    body = b"username=a&password=b"
    return [
        ("slow head", b"GET /articles/ HTTP/1.1\r\n" + HOST + b"\r\n"),
        (
            "slow body",
            b"POST /admin/login/ HTTP/1.1\r\n" + HOST + FORM + b"Content-Length: 21\r\n\r\n" + body,
        ),
        (
            "slow bad body",
            b"POST /admin/login/ HTTP/1.1\r\n" + HOST + FORM + b"Content-Length: 21\r\n\r\n" + b"\x00" * 21,
        ),
    ]
