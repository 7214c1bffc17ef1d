"""It leaves all that a process can leave, and counts what it finds of a trial before it.

id: leaves_much
job: none
found: none
guards: bare
source: own
"""
import asyncio
import json
import mmap
import os
import signal
import socket
import sys

kept = [bytearray(1 << 20), {}]


def finds():
    next_free = os.dup(0)
    os.close(next_free)
    mask = os.umask(0o022)
    os.umask(mask)
    return {
        'descriptor': next_free > 20,
        'handler': signal.getsignal(signal.SIGUSR1) != signal.SIG_DFL,
        'mask': signal.SIGUSR2 in signal.pthread_sigmask(signal.SIG_BLOCK, []),
        'timer': signal.getitimer(signal.ITIMER_REAL) != (0.0, 0.0),
        'folder': os.getcwd() == '/proc',
        'umask': mask == 0o077,
        'environment': 'LEFT_BY_A_TRIAL' in os.environ,
        'module': hasattr(json, 'left_by_a_trial') or 'left_by_a_trial' in sys.modules,
        'class': hasattr(asyncio.Event, 'left_by_a_trial'),
        'freed': not hasattr(asyncio, 'sleep') or not hasattr(json, 'dumps'),
    }


def leave():
    for _ in range(30):
        os.open('/dev/null', os.O_RDONLY)
    socket.socket().bind(('127.0.0.1', 0))
    mmap.mmap(-1, 1 << 22).write(b'x' * (1 << 22))
    signal.signal(signal.SIGUSR1, lambda *ignored: None)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
    signal.setitimer(signal.ITIMER_REAL, 3600)
    os.chdir('/proc')
    os.umask(0o077)
    os.environ['LEFT_BY_A_TRIAL'] = '1'
    json.left_by_a_trial = sys.modules['left_by_a_trial'] = [0] * 100000
    asyncio.Event.left_by_a_trial = 1
    os.close(0)
    os.dup2(1, 90)
    sys.setrecursionlimit(5000)
    kept.clear()
    vars(json).clear()
    del asyncio.sleep


def program(trial):
    trial.note('found', sum(finds().values()))
    leave()
