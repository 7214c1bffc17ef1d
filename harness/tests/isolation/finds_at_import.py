"""The next case finds nothing of what the import of another one has left.

id: import_2
job: none
found: none
guards: bare
source: own
"""
import _left

at_import = _left.finds()


def program(trial):
    trial.note('found', sum(at_import.values()) + sum(_left.finds().values()))
