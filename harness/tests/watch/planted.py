"""Three jobs that would be lost, in a program that does as its argument says.

    planted.py forks | executes | closes | leaves | loads LIBRARY | is_killed | ends_early | lingers
             | drops | drops_and_executes | moves FOLDER | exhausts | grows | empties | is_pure | divides
"""
import asyncio
import ctypes
import os
import resource
import signal
import subprocess
import sys
import threading
import time
import weakref

events = weakref.WeakValueDictionary()


async def job(number):
    event = events[number] = asyncio.Event()
    await event.wait()


async def main(wakes=True):
    for number in range(3):
        asyncio.get_event_loop().create_task(job(number))
    for step in range(5):
        await asyncio.sleep(0.002)
    if wakes:
        for event in list(events.values()):
            event.set()
        await asyncio.sleep(0.01)


def run(**options):
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(main(**options))
    loop.close()


def forks():
    for generation in range(4):  # 16 processes
        os.fork()
    run()
    try:
        while True:
            os.wait()
    except ChildProcessError:
        os._exit(0)


def executes():
    """One thread runs another program while the main one is in its loop."""
    program = [sys.executable, '-W', 'ignore', __file__, 'plainly']
    threading.Timer(0.1, os.execv, [sys.executable, program]).start()
    while True:
        run()


def plainly():
    run()


def closes():
    os.closerange(0, 1024)
    run()
    os._exit(0)


def leaves():
    """A daemon, as they are made: forked twice, with a session of its own and no streams."""
    if os.fork():
        os._exit(0)
    os.setsid()
    if os.fork():
        os._exit(0)
    os.chdir('/')
    os.closerange(0, 3)
    time.sleep(0.3)
    run()
    os._exit(0)


def loads(*libraries):
    """More libpythons in one process."""
    run()
    for library in libraries:
        ctypes.CDLL(library, mode=ctypes.RTLD_GLOBAL)
    run()


def is_killed():
    run()
    os.kill(os.getpid(), signal.SIGKILL)


def drops():
    """Gives up the rights of root, when it has imported what it needs."""
    asyncio.new_event_loop().close()
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
    run()


def drops_and_executes():
    os.setuid(65534)
    os.execv(sys.executable, [sys.executable, '-B', '-W', 'ignore', __file__, 'plainly'])


def moves(folder):
    """Into another root."""
    asyncio.new_event_loop().close()
    os.chroot(folder)
    os.chdir('/')
    run()


def exhausts():
    """No descriptor is left while jobs are lost, or until the end."""
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.sleep(0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    pipes = []
    try:
        while True:
            pipes.append(os.pipe())
    except OSError:
        pass
    try:
        pipes.append(os.dup(0))
    except OSError:
        pass
    loop.run_until_complete(main())


def grows():
    """May write no byte to any file."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    run()


def empties():
    """Starts programs in an environment that has nothing in it, and shall have nothing of taskloss."""
    code = ('import os, sys; sys.argv[1:] = ["plainly"]; assert not [name for name in os.environ if '
            'name.startswith(("LD_", "TASKLOSS"))], os.environ; exec(open(%r).read())' % __file__)
    words = [sys.executable, '-B', '-W', 'ignore', '-c', code]
    subprocess.run(words, env={}, check=True)
    subprocess.run(['/bin/sh', '-c', '"$@"', 'sh'] + words, env={'LD_PRELOAD': ''}, check=True)
    run()


def is_pure():
    """With a task of asyncio's own pure Python, besides."""
    async def both():
        await asyncio.tasks._PyTask(asyncio.sleep(0), loop=asyncio.get_event_loop())
        await main()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(both())


def divides():
    """With a loop in a sub-interpreter, after its own."""
    import _testcapi
    run()
    _testcapi.run_in_subinterp('import asyncio; asyncio.new_event_loop().run_until_complete(asyncio.sleep(0))')


def lingers():
    run()
    print(os.getpid(), flush=True)
    time.sleep(60)


def ends_early():
    """With jobs pending in two threads, whose loops run on."""
    def serve():
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        loop.create_task(main(wakes=False))
        loop.run_forever()
    for number in range(2):
        threading.Thread(target=serve, daemon=True).start()
    run()


globals()[sys.argv[1]](*sys.argv[2:])
