"""Fixtures for the whole suite. Rows are made by the small builders in `builders.py`."""

import pytest
from django.core.files.storage import storages
from django.core.handlers.wsgi import WSGIHandler
from django.test import TransactionTestCase, testcases

from skincare_site import starter as starter_content
from skincare_site.page_cache import changes
from skincare_site.page_cache.layer import PageCache
from tests import buckets, snapshot


def pytest_addoption(parser):
    parser.addoption(
        "--bucket", action="store_true", help="pictures of every test lie in an S3 bucket (a stand-in)"
    )


@pytest.fixture(scope="session")
def s3():
    """The address of an S3 stand-in on this machine, with one bucket, `pictures`."""
    with pytest.MonkeyPatch.context() as patch, buckets.serving() as endpoint:
        for name, value in buckets.CREDENTIALS.items():
            patch.setenv(name, value)
        buckets.make(endpoint)
        yield endpoint


@pytest.fixture
def bucket(s3, settings):
    """Pictures lie in an empty folder of a bucket; yields its storage."""
    settings.STORAGES = {**settings.STORAGES, "default": buckets.storage_settings(s3)}
    return storages["default"]


@pytest.fixture(autouse=True)
def _in_a_bucket_when_asked(request):
    if request.config.getoption("--bucket"):
        request.getfixturevalue("bucket")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database, with the starter content loaded once: a test's own rows stand beside it."""
    with django_db_blocker.unblock():
        starter_content.load(as_drafts=False)
        put_back = snapshot.take()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: put_back())
        # The server of the browser tests is the site as it is served: with its page cache, which looks each time,
        # since a test changes rows behind its back.
        patch.setattr(testcases, "WSGIHandler", lambda: served.append(PageCache(WSGIHandler())) or served[-1])
        patch.setattr(changes, "EVERY", 0)
        patch.setattr(changes, "HITS", 0)
        yield


served: list[PageCache] = []  # by the live server


@pytest.fixture(autouse=True)
def no_page_from_another_test():
    """Settings and code live as long as a process; in a test they change, and the language of the pages with them."""
    yield
    for cache in served:
        cache.close()


@pytest.fixture
def starter(db):
    """The starter content, public: in the database from the start of the run."""


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """`with committed(): …` runs what waits for the commit, such as the search index."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def staff(db, django_user_model):
    """`staff("Author")`: an account in these groups."""
    from django.contrib.auth.models import Group

    def make(*groups: str, name: str = ""):
        user = django_user_model.objects.create_user(
            name or "-".join(groups).lower().replace(" ", "-"), password="a long password", is_staff=True
        )
        user.groups.set(Group.objects.filter(name__in=groups))
        assert user.groups.count() == len(groups)
        return user

    return make
