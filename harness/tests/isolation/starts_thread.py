"""It starts a thread that never ends, which cannot be undone.

id: starts_thread
job: none
found: none
guards: bare
source: own
"""
import threading


def program(trial):
    trial.note('found', threading.active_count() - 1)
    threading.Thread(target=threading.Event().wait, daemon=True).start()
