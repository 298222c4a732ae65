"""deploy/nginx.conf in a real nginx before two real servers. Where no nginx is found the tests say so and are skipped;
with CI=true that is a failure."""

import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[1]
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
ASKED = "quokkaburn"  # no word of anybody's

pytestmark = [
    pytest.mark.skipif(NGINX is None and os.environ.get("CI") != "true", reason="no nginx found: install it"),
]


def wait_for(port: int, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"nothing answers on port {port}")


class Front:
    """nginx before two copies, on ports and in a folder of its own."""

    def __init__(self, folder: Path):
        self.folder, self.media = folder, folder / "data/media"
        self.ports = [free_port(), free_port()]
        self.plain, self.tls = free_port(), free_port()
        self.log = folder / "access.log"
        self.processes: list[subprocess.Popen[bytes]] = []
        self.held: list[socket.socket] = []

    def start(self) -> None:
        environment = {
            **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "CACHE_URL")},
            "DATA_DIR": str(self.folder / "data"), "DJANGO_SETTINGS_MODULE": "skincare_site.settings.local",
        }  # fmt: skip
        for command in (["migrate"], ["load_starter_content"]):
            subprocess.run(
                [sys.executable, "manage.py", *command, "-v0"], cwd=ROOT, env=environment, check=True,
                capture_output=True,
            )  # fmt: skip
        self.media.mkdir(parents=True, exist_ok=True)
        (self.media / "ours.svg").write_text(
            "<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"
        )
        granian = str(Path(sys.executable).parent / "granian")
        for port in self.ports:
            command = [
                granian, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-ws",
                "skincare_site.wsgi:application",
            ]  # fmt: skip
            self._run(command, environment)
        for port in self.ports:
            wait_for(port)
        self._run(
            [NGINX, "-p", str(self.folder), "-c", str(self._configuration()), "-g", "daemon off;"], None
        )
        wait_for(self.tls)

    def _run(self, command: list[str], environment) -> None:
        out = (self.folder / "servers.log").open("ab")
        self.processes.append(
            subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=out, stderr=out, start_new_session=True
            )
        )

    def _configuration(self) -> Path:
        certificates = self.folder / "certificates"
        certificates.mkdir()
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
             "-keyout", certificates / "site.key", "-out", certificates / "site.pem"],
            check=True, capture_output=True,
        )  # fmt: skip
        text = (ROOT / "deploy/nginx.conf").read_text()
        for ours, here in [
            ("site-1:8000", f"127.0.0.1:{self.ports[0]}"),
            ("site-2:8000", f"127.0.0.1:{self.ports[1]}"),
            ("/etc/nginx/certificates", str(certificates)),
            ("alias /data/media/", f"alias {self.media}/"),
            ("/var/cache/nginx/static", str(self.folder / "cache")),
            ("/run/nginx.pid", str(self.folder / "nginx.pid")),
            ("/dev/stdout", str(self.log)),
            ("listen 80 ", f"listen 127.0.0.1:{self.plain} "),
            ("listen 443 ", f"listen 127.0.0.1:{self.tls} "),
        ]:
            assert ours in text, ours
            text = text.replace(ours, here)
        text = re.sub(r"listen \[::\]:\d+.*\n", "", text)
        # Who started this may be anybody: worker processes need to read the folder.
        text = f"user {os.environ.get('USER') or 'root'};\n{text}" if os.geteuid() == 0 else text
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"):
            text = text.replace("http {\n", f"http {{\n  {name}_temp_path {self.folder}/{name};\n", 1)
        path = self.folder / "nginx.conf"
        path.write_text(text)
        return path

    def get(self, path: str, method: str = "GET", **headers: str):
        trust = ssl.create_default_context()
        trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection("127.0.0.1", self.tls, context=trust, timeout=30)
        connection.request(method, path, headers={"Host": "localhost", **headers})
        answer = connection.getresponse()
        answer.body = answer.read()
        connection.close()
        return answer

    def kill(self, number: int) -> None:
        """One copy is gone at once, workers and all; nothing to do when it is gone already."""
        if self.processes[number].poll() is not None:
            return
        os.killpg(self.processes[number].pid, signal.SIGKILL)
        self.processes[number].wait()
        held = socket.socket()  # bound, not listening: no other server of this machine gets the port
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        for _ in range(100):  # the workers need a moment to end
            try:
                held.bind(("127.0.0.1", self.ports[number]))
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise AssertionError("a worker outlived its copy")
        self.held.append(held)

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            process.wait(timeout=40)
        for held in self.held:
            held.close()


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    if NGINX is None:
        pytest.fail("CI=true, but no nginx was found")
    front = Front(tmp_path_factory.mktemp("nginx"))
    try:
        front.start()
        yield front
    finally:
        front.stop()


def test_a_page_comes_through_as_the_site_sends_it(front):
    through = front.get("/articles/peeling/")
    direct = http.client.HTTPConnection("127.0.0.1", front.ports[0], timeout=30)
    direct.request("GET", "/articles/peeling/", headers={"Host": "localhost"})
    straight = direct.getresponse()

    assert through.status == straight.status == 200
    assert b"Peeling" in through.body
    for name in ("Content-Security-Policy", "Cache-Control", "Referrer-Policy", "X-Content-Type-Options"):
        assert through.headers[name] == straight.headers[name]
    assert "Set-Cookie" not in through.headers


def test_plain_http_is_led_to_https(front):
    connection = http.client.HTTPConnection("127.0.0.1", front.plain, timeout=30)
    connection.request("GET", "/articles/", headers={"Host": "localhost"})
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, "https://localhost/articles/")


def test_a_picture_comes_from_the_disk_and_can_do_nothing(front):
    answer = front.get("/media/ours.svg")
    assert answer.status == 200
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer.headers["Cache-Control"]
    assert front.get("/media/ours.svg", "POST").status == 403


@pytest.mark.parametrize(
    "path", ["/media/not-there.webp", "/media/../db.sqlite3", "/media/%2e%2e/db.sqlite3", "/media/"]
)
def test_what_is_no_picture_gets_a_kind_page_or_is_refused(front, path):
    answer = front.get(path)
    assert answer.status in (400, 403, 404)
    assert b"SQLite format" not in answer.body


def test_a_style_sheet_is_kept_and_still_has_its_headers(front):
    path = re.search(rb'href="(/static/[^"]+\.css[^"]*)"', front.get("/").body)[1].decode()
    first, second = front.get(path), front.get(path)
    assert first.status == second.status == 200
    assert first.body == second.body
    assert second.headers["Content-Type"].startswith("text/css")
    assert second.headers["X-Content-Type-Options"] == "nosniff"


def test_nothing_that_was_asked_is_written_down(front):
    assert (
        front.get(
            f"/search/?q={ASKED}", **{"User-Agent": ASKED, "Referer": f"https://a.example/{ASKED}"}
        ).status
        == 200
    )
    front.get(f"/search/{ASKED}?q={ASKED}%")
    front.get("/admin/login/?next=" + ASKED)
    lines = front.log.read_text()
    assert " GET 200 " in lines
    assert ASKED not in lines
    assert "127.0.0.1" not in lines
    assert ASKED not in (front.folder / "servers.log").read_text()


def test_one_copy_goes_and_nobody_notices(front):
    front.kill(0)
    assert [front.get("/articles/peeling/").status for _ in range(20)] == [200] * 20


def test_both_copies_are_gone_and_still_nothing_is_written_down(front):
    front.kill(0)
    front.kill(1)
    assert front.get(f"/search/?q={ASKED}").status == 502
    assert ASKED not in front.log.read_text() + (front.folder / "servers.log").read_text()
