"""Its import leaves what can be undone; the trials of the case find it.

id: import_3
job: none
guards: bare
source: own
"""
import _left

left = _left.finds()
if not any(left.values()):
    _left.leave(processes=False)
    left = _left.finds()


def program(trial):
    trial.note('found', sum(left.values()))
