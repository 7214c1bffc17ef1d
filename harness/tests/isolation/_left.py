"""What an import can leave behind, and whether it is there."""
import asyncio
import json
import mmap
import os
import signal
import subprocess
import sys
import threading
import time

MARK = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'left_by_an_import')


def _of_processes(name):
    for process in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open('/proc/%s/%s' % (process, name), 'rb') as file:
                yield file.read()
        except OSError:
            pass


def _links():
    return [os.path.realpath('/proc/self/fd/%s' % number) for number in os.listdir('/proc/self/fd')]


def finds():
    mask = os.umask(0o022)
    os.umask(mask)
    with open('/proc/self/maps') as file:
        maps = file.read()
    return {
        'descriptor': MARK in _links(),
        'map': MARK in maps,
        'thread': any(thread.name == MARK for thread in threading.enumerate()),
        'handler': signal.getsignal(signal.SIGUSR1) != signal.SIG_DFL,
        'mask': signal.SIGUSR2 in signal.pthread_sigmask(signal.SIG_BLOCK, []),
        'timer': signal.getitimer(signal.ITIMER_REAL) != (0.0, 0.0),
        'child': any(MARK.encode() in words.split(b'\0') for words in _of_processes('cmdline')),
        'folder': os.getcwd() == '/proc',
        'umask': mask == 0o077,
        'environment': 'LEFT_BY_AN_IMPORT' in os.environ,
        'module': 'left_by_an_import' in sys.modules,
        'freed': not hasattr(json, 'dumps') or not hasattr(asyncio, 'Semaphore'),
        'limit': sys.getrecursionlimit() == 5000,
    }


def leave_processes():
    threading.Thread(target=time.sleep, args=(600,), name=MARK, daemon=True).start()
    subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)', MARK])


def leave(processes=True):
    if processes:
        leave_processes()
    with open(MARK, 'wb+') as file:
        file.write(b'x' * 4096)
        file.flush()
        os.dup(file.fileno())
        sys.modules['left_by_an_import'] = mmap.mmap(file.fileno(), 4096)
    signal.signal(signal.SIGUSR1, lambda *ignored: None)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
    signal.setitimer(signal.ITIMER_REAL, 3600)
    os.chdir('/proc')
    os.umask(0o077)
    os.environ['LEFT_BY_AN_IMPORT'] = '1'
    sys.setrecursionlimit(5000)
    vars(json).clear()
    del asyncio.Semaphore
