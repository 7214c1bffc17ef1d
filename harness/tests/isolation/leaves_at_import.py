"""Its import leaves all that it can; where the case was imported, it is there.

id: import_1
job: none
guards: bare
source: own
"""
import _left

left = _left.finds()
if not any(left.values()):
    _left.leave()
    left = _left.finds()


def program(trial):
    trial.note('found', sum(left.values()))
