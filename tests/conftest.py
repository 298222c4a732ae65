"""Fixtures for the whole suite. Rows are made by the small builders in `builders.py`."""

import importlib
import pkgutil
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from skincare_site import migrations
from skincare_site import starter as starter_content
from skincare_site.publishing.models import StarterItem


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database, with the starter content loaded once: a test's own rows stand beside it."""
    with django_db_blocker.unblock():
        starter_content.load(as_drafts=False)


@pytest.fixture
def starter(db):
    """The starter content, public. Loaded anew where a browser test has emptied the database."""
    if not StarterItem.objects.exists():
        starter_content.load(as_drafts=False)


def run_group_migrations():
    """Make the groups anew after a browser test has emptied the database: what the roof's migrations do."""
    for module in sorted(pkgutil.iter_modules(migrations.__path__), key=lambda module: module.name):
        migration = importlib.import_module(f"{migrations.__name__}.{module.name}").Migration
        for operation in migration.operations:
            operation.code(apps, SimpleNamespace(connection=connection))


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """`with committed(): …` runs what waits for the commit, such as the search index."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def staff(db, django_user_model):
    """`staff("Author")`: an account in these groups."""
    from django.contrib.auth.models import Group

    if not Group.objects.exists():
        run_group_migrations()

    def make(*groups: str, name: str = ""):
        user = django_user_model.objects.create_user(
            name or "-".join(groups).lower().replace(" ", "-"), password="a long password", is_staff=True
        )
        user.groups.set(Group.objects.filter(name__in=groups))
        assert user.groups.count() == len(groups)
        return user

    return make
