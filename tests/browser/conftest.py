"""Real Chromium. Where none is found the tests say so and are skipped; with CI=true that is a failure."""

import os
import shutil
from collections.abc import Callable

import pytest

# Playwright's sync API runs an event loop in this thread; the ORM is used beside it, never inside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None
)
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_collection_modifyitems(items):
    here = [item for item in items if "tests/browser" in str(item.path)]
    for item in here:
        item.add_marker(pytest.mark.browser)
        # One worker runs all of them: two browsers and two servers on two cores only wait for each other.
        item.add_marker(pytest.mark.xdist_group("browser"))
        if CHROMIUM is None and os.environ.get("CI") != "true":
            item.add_marker(
                pytest.mark.skip(reason="no Chromium found: install it, or set CHROMIUM=/path/to/it")
            )


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if CHROMIUM is None:
        pytest.fail("CI=true, but no Chromium was found")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ARGUMENTS}


@pytest.fixture
def problems(page, live_server) -> list[str]:
    """Console errors and requests to other hosts on `page`, as they happen."""
    found: list[str] = []
    page.on(
        "console",
        lambda message: found.append(f"console: {message.text}") if message.type == "error" else None,
    )
    page.on("pageerror", lambda error: found.append(f"error: {error}"))
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((live_server.url, "data:", "blob:"))
            else found.append(f"other host: {request.url}")
        ),
    )
    return found


@pytest.fixture
def axe() -> Callable[..., list[str]]:
    """Faults against WCAG 2.2 AA on a page, one line each."""
    from axe_playwright_python.sync_playwright import Axe

    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

    def run(page) -> list[str]:
        response = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}}).response
        return [
            f"{fault['id']}: {node['html'][:120]} ({'; '.join(node['failureSummary'].splitlines()[1:3])})"
            for fault in response["violations"]
            for node in fault["nodes"]
        ]

    return run


@pytest.fixture
def staff_page(page, live_server, client, admin_user):
    """A page signed in as a superuser."""
    return sign_in(page, live_server, client, admin_user)


def sign_in(page, live_server, client, user):
    """Put a session cookie of `user` into the browser (axes refuses `client.login`)."""
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    cookie = client.cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
    return page
