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
        if CHROMIUM is None and os.environ.get("CI") != "true":
            item.add_marker(
                pytest.mark.skip(reason="no Chromium found: install it, or set CHROMIUM=/path/to/it")
            )


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if CHROMIUM is None:
        pytest.fail("CI=true, but no Chromium was found")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """No service worker but in test_offline.py: elsewhere it would only ask for pages nobody looks at."""
    return {**browser_context_args, "service_workers": "block"}


@pytest.fixture(scope="session")
def live_server(django_db_setup, live_server):
    """Started after the test database has got its file: before that it is called ":memory:", and the server's
    threads would share this thread's connection, and close it under our feet."""
    return live_server


@pytest.fixture
def page(transactional_db, page):
    """A browser page that closes before the database is emptied: nothing asks while tables go."""
    return page


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
    """Faults against WCAG 2.2 AA and axe's best practices on a page, one line each."""
    from axe_playwright_python.sync_playwright import Axe

    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

    # In Django's own templates: the corner above the names of inline rows, and the search box whose label is the
    # picture of a magnifying glass with the words "Search".
    djangos_own = ('<th class="original"></th>', 'id="searchbar"')

    def run(page) -> list[str]:
        page.wait_for_load_state()  # after a click the page may still be on its way
        # What passes is listed by one example only: writing all of it down takes longer than finding it.
        options = {"runOnly": {"type": "tag", "values": tags}, "resultTypes": ["violations"]}
        response = Axe().run(page, options=options).response
        return [
            f"{fault['id']}: {node['html'][:120]} ({'; '.join(node['failureSummary'].splitlines()[1:3])})"
            for fault in response["violations"]
            for node in fault["nodes"]
            if not (
                fault["id"] in {"empty-table-header", "label-title-only"}
                and any(own in node["html"] for own in djangos_own)
            )
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
