"""It crashes in some trials.

id: crashes_once
job: none
guards: bare
source: own
"""
import os
import random
import signal


def program(trial):
    trial.note('drawn', random.randrange(1000))
    if random.random() < 0.2:
        os.kill(os.getpid(), signal.SIGSEGV)
