"""Runs unittest's tests and writes what became of each: outcomes.py FILE NAME...

As pytest does, it says in PYTEST_CURRENT_TEST which one runs.
"""
import json
import os
import sys
import unittest


class Outcomes(unittest.TextTestResult):
    def __init__(self, *arguments, **words):
        super().__init__(*arguments, **words)
        self.outcomes = {}

    def startTest(self, test):
        os.environ['PYTEST_CURRENT_TEST'] = test.id() + ' (call)'
        self.outcomes[test.id()] = 'passed'
        super().startTest(test)

    def addError(self, test, error):
        self.outcomes[test.id()] = 'error'
        super().addError(test, error)

    def addFailure(self, test, error):
        self.outcomes[test.id()] = 'failed'
        super().addFailure(test, error)

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self.outcomes[test.id()] = 'failed'
        super().addSubTest(test, subtest, error)

    def addSkip(self, test, reason):
        self.outcomes[test.id()] = 'skipped'
        super().addSkip(test, reason)


def main(file, names):
    suite = unittest.defaultTestLoader.loadTestsFromNames(names)
    result = unittest.TextTestRunner(resultclass=Outcomes, verbosity=1).run(suite)
    with open(file, 'w') as out:
        json.dump(result.outcomes, out)
    return 0 if result.wasSuccessful() else 1


if __name__ == '__main__':
    sys.exit(main(sys.argv[1], sys.argv[2:]))
