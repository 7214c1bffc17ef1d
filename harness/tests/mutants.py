#!/usr/bin/env python3
"""What scripts/mutants.py makes of answers of `check`, and which rows of an earlier run it keeps.

Usage: mutants.py REPOSITORY
"""
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(sys.argv[1], 'scripts'))
import mutants  # noqa: E402


def found(verdict, case):
    return dict(verdict=verdict, case=case, name='name_of_' + case, text=case + ': expected 0, saw 1')


def document(*differences):
    cells = [dict(case=each['case'], title='Title.', why=None) for each in differences]
    return dict(differences=list(differences), cells=cells)


def names_only_differences():
    answer = document(found('could-not-measure', 'x1'), found('new-loss', 'x2'))
    assert mutants.first_difference(answer) == ('x2', 'name_of_x2', 'Title.', 'x2: expected 0, saw 1')
    assert mutants.first_unmeasured(answer) == 'name_of_x1: x1: expected 0, saw 1'
    answer = document(found('could-not-measure', 'x1'))
    assert mutants.first_difference(answer) is None


class Reach:
    """Two cases reach each change; the digests are given."""

    def __init__(self, **digests):
        self.digests, self.check = digests, self

    def all_cases(self):
        return sorted(self.digests)

    def digest(self, case):
        return self.digests[case]

    def of(self, mutant, kind):
        return self.all_cases()


def keeps_rows_of_the_same_cases():
    source = 'def close(self):\n    self._waiter.cancel()\n'
    mutant, = mutants.Finder('queues', source).found
    first, more, other = Reach(a='1', b='2'), Reach(a='1', b='2', c='3'), Reach(a='1', b='4')
    named = dict(check=['x1', 'a', 'Title.', ''], trouble=None, named_by='1')
    for reach in first, more, other:
        assert mutants.still_holds(named, mutant, reach)
    assert not mutants.still_holds(dict(named, named_by='0'), mutant, first)
    missed = dict(check=None, trouble=None, silent=mutants.judged_by(mutant, first))
    assert mutants.still_holds(missed, mutant, first)
    for reach in more, other:
        assert not mutants.still_holds(missed, mutant, reach)
    assert not mutants.still_holds(dict(missed, trouble='deadline'), mutant, first)


def asks_only_new_cases():
    asked = []

    class Check:
        def named(self, cases, kind):
            asked.extend(cases)
            return None, None
    source = 'def close(self):\n    self._waiter.cancel()\n'
    mutant, = mutants.Finder('queues', source).found
    more = Reach(a='1', b='2', c='3')
    mutants.ask_check(Check(), more, mutant, set(mutants.judged_by(mutant, Reach(a='1', b='2'))))
    assert asked == ['c'], asked


names_only_differences()
keeps_rows_of_the_same_cases()
asks_only_new_cases()
