"""How each site is started, and where its pages are. All Django sites: the same server, workers and SQLite settings."""

import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from skincare_site.bootstrap import server_command

WORKERS = 2
REDIS = os.environ.get("REDIS", "redis://127.0.0.1:6379/14")  # of one peer
KINDS = ("article", "list", "symptom", "search", "day")
KEPT = ("article", "list", "symptom", "day")  # kinds of page that a cache may keep
QUESTION = "redness after microneedling"
DAY = 3
# What could lead to a real site, change what is shown, or make every start compile all of Python's files anew.
NOT_OURS = (
    "DATABASE_URL", "CACHE_URL", "SITE_URL", "SITE_NAME", "EMAIL_URL", "REQUIRE_2FA", "SECRET_KEY", "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS", "BACKUP_DIR", "DEBUG", "OWN_SIGN_OFF", "REVIEW_MONTHS", "LANGUAGE_CODE", "BEHIND_PROXY", "TRUSTED_PROXIES",
    "MEDIA_BUCKET", "MEDIA_URL", "WORKERS", "PAGE_CACHE_MB", "LOG_FORMAT", "ADMINS",
    "PYTHONDONTWRITEBYTECODE",
)  # fmt: skip


@dataclass(frozen=True)
class Site:
    """`kinds`: the pages it has. `paths`: kind → path."""

    name: str
    command: Callable[[int], list[str]]  # of the port
    paths: dict[str, str]
    environment: dict[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = NOT_OURS

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(kind for kind in KINDS if kind in self.paths)


def granian(target: str | None = None) -> Callable[[int], list[str]]:
    """Our own server command (`make run`), for us or a peer's `target`: with as many workers, and the same packages
    installed, for all."""

    def command(port: int) -> list[str]:
        words = server_command("127.0.0.1", port)
        words[words.index("--workers") + 1] = str(WORKERS)
        return [sys.executable, *words[1:-1], target or words[-1]]

    return command


def our_environment(place: Path) -> dict[str, str]:
    """Production's settings on a folder of its own. Request lines are off: peers write none."""
    return {
        "DJANGO_SETTINGS_MODULE": "skincare_site.settings.production",
        "DATA_DIR": str(place),
        "DATABASE_URL": f"sqlite:///{place / 'db.sqlite3'}",
        "SECRET_KEY": "only-for-the-benchmark-on-this-machine-and-thrown-away-afterwards",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECURE_SSL_REDIRECT": "off",
        "REQUIRE_2FA": "off",
        "LOG_REQUESTS": "off",
    }


def ours(name: str, place: Path, article: str, symptom: str, *, cache_mb: float | None = None) -> Site:
    """This site; `cache_mb` None leaves the page cache as it is delivered."""
    cache = {} if cache_mb is None else {"PAGE_CACHE_MB": str(cache_mb)}
    return Site(
        name=name,
        command=granian(),
        environment={**our_environment(place), **cache},
        paths={
            "article": f"/articles/{article}/",
            "list": "/articles/",
            "symptom": f"/symptoms/{symptom}/",
            "search": f"/search/?q={QUESTION.replace(' ', '+')}",
            "day": f"/recovery/microneedling/day/{DAY}/",
            "admin list": "/admin/articles/article/",
        },
    )


def peer_environment(
    settings: str, place: Path, database: dict[str, object], items: dict[str, int]
) -> dict[str, str]:
    """What a peer's settings read: its folder, its database and how many articles each of its pages lists."""
    return {
        "DJANGO_SETTINGS_MODULE": f"tests.serving.peers.{settings}",
        "PEER_DIR": str(place),
        "PEER_REDIS": REDIS,
        "PEER_DATABASE": json.dumps(database),
        "PEER_ITEMS": json.dumps(items),
    }


def peer(name: str, environment: dict[str, str], article: str, symptom: str, kinds: tuple[str, ...]) -> Site:
    """A Django site beside ours, with these kinds of pages."""
    paths = {
        "article": f"/articles/{article}/",
        "list": "/articles/",
        "symptom": f"/symptoms/{symptom}/",
        "search": f"/search/?q={QUESTION.replace(' ', '+')}",
        "day": f"/recovery/day/{DAY}/",
    }
    return Site(
        name=name,
        command=granian("tests.serving.peers.wsgi:application"),
        environment=environment,
        paths={kind: paths[kind] for kind in kinds},
    )


def nginx() -> str | None:
    """Where nginx is, if it is installed."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def static_files(place: Path, pages: dict[str, tuple[bytes, str]]) -> Site:
    """nginx with finished pages as files: kind → body and its Content-Encoding."""
    program = nginx()
    assert program  # whoever asks has looked
    files = place / "files"
    files.mkdir(exist_ok=True)
    for kind, (body, _encoding) in pages.items():
        (files / kind).write_bytes(body)
    locations = "\n".join(
        f"    location = /{kind} {{ add_header Content-Encoding {encoding}; }}"
        for kind, (_body, encoding) in pages.items()
        if encoding
    )
    scratch = " ".join(
        f"{name}_temp_path {place}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""  # the scratch folder is nobody else's

    def command(port: int) -> list[str]:
        config = place / "nginx.conf"
        config.write_text(f"""{user}
daemon off;
worker_processes {WORKERS};
pid {place}/pid;
error_log stderr crit;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 100000000;
  {scratch}
  default_type "text/html; charset=utf-8";
  server {{
    listen 127.0.0.1:{port};
    root {files};
{locations}
  }}
}}
""")
        return [program, "-p", str(place), "-e", "stderr", "-c", str(config)]

    return Site(name="nginx, static files", command=command, paths={kind: f"/{kind}" for kind in pages})
