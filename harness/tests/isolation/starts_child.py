"""It starts a process that never ends, which cannot be undone.

id: starts_child
job: none
found: none
guards: bare
source: own
"""
import os
import signal


def program(trial):
    try:
        os.waitpid(-1, os.WNOHANG)
        trial.note('found', 1)
    except ChildProcessError:
        trial.note('found', 0)
    if os.fork() == 0:
        signal.pause()
