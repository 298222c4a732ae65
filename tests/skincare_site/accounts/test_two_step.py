"""Where the secrets of the second step come from, and how long a sealed one is taken."""

import random
import time

import pytest
from django.core import signing

from skincare_site.accounts import two_step

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(staff):
    return staff("Author", name="ana")


def test_no_seed_and_no_code_can_be_worked_out_from_an_earlier_one(ana):
    """Python's ordinary random numbers repeat after the same start; these must not."""
    seeds, codes = [], []
    for _ in range(3):
        random.seed(1)
        seeds.append(two_step.new_key(ana)[0])
        codes += two_step.renew_codes(ana)

    assert len(set(seeds)) == 3
    assert {len(seed) for seed in seeds} == {64}  # hexadecimal digits: 256 bits
    assert len(set(codes)) == len(codes) == 30


@pytest.mark.parametrize(
    ("later", "taken"), [(two_step.KEY_VALID - 5, True), (two_step.KEY_VALID + 5, False)]
)
def test_a_sealed_key_is_taken_for_half_an_hour(ana, monkeypatch, later, taken):
    key, sealed = two_step.new_key(ana)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + later)

    assert two_step.unsealed(ana, sealed) == (key if taken else None)


def test_what_was_signed_for_something_else_is_no_sealed_key(ana):
    key, _sealed = two_step.new_key(ana)

    assert two_step.unsealed(ana, signing.dumps([ana.pk, key], salt="another.purpose")) is None
    assert two_step.unsealed(ana, signing.dumps([ana.pk, key], salt=two_step.SALT, key="another key")) is None
    assert two_step.unsealed(ana, signing.dumps([ana.pk, key], salt=two_step.SALT)) == key
