"""For scripts/bench: the trial of trial.py as tests, BENCH_TESTS of them."""
import os

import pytest
import trial


@pytest.mark.parametrize('number', range(int(os.environ.get('BENCH_TESTS', 1))))
def test_trial(number):
    trial.run(os.environ['BENCH_CASE'])


def test_no_trial():
    pass
