"""Hostile cases: whatever one does, no innocent cell beside it is another, and none is given an all-clear.

hostile.py TASKLOSS PYTHON FOLDER ORDERS SEED: the innocent cases run alone, then together with the
hostile ones in ORDERS orders, by four workers and by one in turn; 0: by one, with an innocent one after
each that is hostile. Each hostile case loses all its jobs,
and does its act in the first of them, or as it is imported: it is lost or not measured, never kept.
First, that such things would be found: a case that changes its neighbour, one that keeps its jobs, a cell
that is missing, and a process that is left.
"""
import json
import os
import random
import subprocess
import sys
import time

taskloss, python, folder, orders, seed = sys.argv[1:4] + [int(word) for word in sys.argv[4:6]]
head = '"""%s.\n\nid: %s\nlost: %s\nsource: own\n"""\n'
preamble = """import asyncio, atexit, ctypes, fcntl, os, resource, signal, stat, sys, tempfile
import threading, time, weakref

events = weakref.WeakValueDictionary()
libc = ctypes.CDLL(None)
did = []


def shared(of='self'):
    for line in open('/proc/%s/maps' % of):
        span, rights = line.split()[:2]
        if rights == 'rw-s':
            start, end = (int(part, 16) for part in span.split('-'))
            yield start, end - start


def remain():
    os.execvp('sleep', ['sleep', '98765'])


def parent_of(process):
    return int(open('/proc/%d/stat' % process).read().rsplit(')', 1)[1].split()[1])


def files_in_memory(of):
    for name in os.listdir('/proc/%s/fd' % of):
        path = '/proc/%s/fd/%s' % (of, name)
        try:
            if 'memfd' in os.readlink(path):
                yield path
        except OSError:
            pass


def act():
    if did:
        return
    did.append(True)
"""
program = """

async def job(number):
    %s
    event = events[number] = asyncio.Event()
    await event.wait()


def wake():
    for event in list(events.values()):
        event.set()
"""
acts = {
    "leaves": "os._exit(0)",
    "leaves_later": "threading.Timer(0.01, os._exit, (0,)).start(); time.sleep(0.1)",
    "crashes": "ctypes.string_at(0)",
    "kills_itself": "os.kill(os.getpid(), signal.SIGKILL)",
    "kills_parent": "os.kill(os.getppid(), signal.SIGKILL)",
    "kills_ancestors": """
    process, above = os.getppid(), []
    while 'taskloss-worker' in open('/proc/%d/comm' % process).read() or \\
            'taskloss-worker' in open('/proc/%d/cmdline' % process).read().split('\\0')[0]:
        above.append(process)
        process = parent_of(process)
    for process in above:
        os.kill(process, signal.SIGKILL)""",
    "kills_session": """
    for name in filter(str.isdigit, os.listdir('/proc')):
        try:
            if int(name) != os.getpid() and os.getsid(int(name)) == os.getsid(0):
                os.kill(int(name), signal.SIGKILL)
        except OSError:
            pass""",
    "stops_parent": "os.kill(os.getppid(), signal.SIGSTOP)",
    "forks_many": """
    for _ in range(7):
        os.fork()
    if os.getpid() != me:
        time.sleep(600)""",
    "daemon_of_setsid": """
    if os.fork() == 0:
        os.setsid()
        remain()""",
    "daemon_of_two_forks": """
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            remain()
        os._exit(0)""",
    "daemon_and_no_guardian": """
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            remain()
        os._exit(0)
    time.sleep(0.1)
    guardian = parent_of(os.getppid())
    os.kill(os.getppid(), signal.SIGSTOP)
    os.kill(guardian, signal.SIGKILL)""",
    "closes_all": "os.closerange(0, 1024)",
    "writes_everywhere": """
    for number in range(3, 1024):
        try:
            fcntl.fcntl(number, fcntl.F_SETFL, os.O_NONBLOCK)
            os.write(number, b'garbage ' * 500)
        except OSError:
            pass""",
    "reads_everywhere": """
    for number in range(3, 256):
        try:
            fcntl.fcntl(number, fcntl.F_SETFL, os.O_NONBLOCK)
            os.dup(number)
            os.read(number, 100000)
        except OSError:
            pass""",
    "writes_to_parent": """
    for name in os.listdir('/proc/%d/fd' % os.getppid()):
        try:
            path = '/proc/%d/fd/%s' % (os.getppid(), name)
            if stat.S_ISREG(os.stat(path).st_mode) and 'memfd' not in os.readlink(path):
                continue  # as libffi's own library, which it holds open: that would stay written
            number = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
            os.write(number, b'garbage ' * 500)
        except OSError:
            pass""",
    "ledger_of_zeros": """
    for start, size in shared():
        ctypes.memset(start, 0, size)""",
    "ledger_of_ones": """
    for start, size in shared():
        ctypes.memset(start, 255, size)""",
    "ledger_of_garbage": """
    for start, size in shared():
        ctypes.memmove(start, os.urandom(size), size)""",
    "ledger_in_part": """
    for start, size in shared():
        ctypes.memset(start + 8, 65, min(size - 8, 3000))""",
    "ledger_at_the_end": """
    def scribble():
        for start, size in shared():
            ctypes.memmove(start, os.urandom(size), size)
    atexit.register(scribble)
    scribbler = threading.Timer(0.02, scribble)
    scribbler.start()""",
    "ledger_by_file": """
    with open('/proc/self/mem', 'r+b', 0) as memory:
        for start, size in shared():
            memory.seek(start)
            memory.write(os.urandom(size))""",
    "ledger_by_daemon": """
    if os.fork() == 0:
        os.setsid()
        while True:
            for start, size in shared():
                ctypes.memmove(start, os.urandom(size), size)""",
    "cuts_memory": """
    for path in list(files_in_memory('self')) + list(files_in_memory(os.getppid())):
        os.truncate(path, 0)""",
    "blocks_signals": "signal.pthread_sigmask(signal.SIG_BLOCK, range(1, signal.NSIG))",
    "ignores_signals": """
    for number in range(1, 32):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass""",
    "computes_for_ever": """
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, signal.NSIG))
    while True:
        pass""",
    "limits_itself": """
    for name in ('RLIMIT_NOFILE', 'RLIMIT_NPROC', 'RLIMIT_FSIZE', 'RLIMIT_CORE', 'RLIMIT_MEMLOCK'):
        resource.setrlimit(getattr(resource, name), (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (1 << 20, 1 << 20))""",
    "fills_folder": """
    with tempfile.TemporaryFile() as file:
        for _ in range(32):
            file.write(b'x' * (1 << 20))""",
    "wipes_environment": """
    os.environ.clear()
    os.environ.update(LD_PRELOAD='/nowhere.so', PYTHONHOME='/nowhere', PATH='')""",
    "leaves_folder": """
    gone = tempfile.mkdtemp()
    os.chdir(gone)
    os.rmdir(gone)""",
    "floods": """
    for _ in range(200):
        os.write(1, b'\\x1b[31m flood \\xff' * 10000)""",
    "threads_for_ever": """
    for daemon in (True, False):
        threading.Thread(target=time.sleep, args=(1000,), daemon=daemon).start()""",
    "is_traced": "libc.ptrace(0, 0, 0, 0)",
    "outlives_parent": """
    libc.prctl(1, 0, 0, 0, 0)
    libc.prctl(4, 0, 0, 0, 0)
    libc.prctl(36, 1, 0, 0, 0)
    if os.fork() == 0:
        libc.prctl(1, 0, 0, 0, 0)
        remain()""",
}
# What must be found.
planted = {
    "changes_its_neighbour": """
    beside = os.path.join(os.path.dirname(act.__code__.co_filename), 'innocent_lost.py')
    with open(beside) as file:
        text = file.read()
    with open(beside, 'w') as file:
        file.write(text.replace('weakref.WeakValueDictionary()', '{}'))""",
    "keeps_its_jobs": "globals()['events'] = {}",
}
# What may be done to a process that is not yet a trial.
while_importing = ["leaves", "crashes", "kills_parent", "kills_ancestors", "kills_session", "forks_many",
                   "daemon_of_two_forks", "closes_all", "writes_everywhere", "writes_to_parent",
                   "ledger_of_garbage", "blocks_signals", "ignores_signals", "limits_itself",
                   "wipes_environment", "leaves_folder", "outlives_parent"]
innocents = {
    "innocent_lost": ("all", program % "pass"),
    "innocent_kept": ("none", program.replace("events[number] = ", "") .replace(
        "await event.wait()", "await asyncio.sleep(0.1)") % "pass"),
    "innocent_notes": ("all", program % "print('job', number)" + "\n\ndef finish():\n    print('end')\n"),
}


def hostile_source(name):
    act = dict(acts, **planted)[name.replace("import_", "", 1) if name.startswith("import_") else name]
    body = preamble + "    me = os.getpid()\n    " + act.lstrip() + "\n"
    if name.startswith("import_"):
        return body + "\n\nact()\n" + program % "pass"
    return body + program % "act()"


def write_cases(names):
    """Their order is that of their ids."""
    place = "%s/cases%d" % (folder, write_cases.count)
    write_cases.count += 1
    os.mkdir(place)
    for number, name in enumerate(names):
        kind = name.split(".")[0]
        lost, source = innocents[kind] if kind in innocents else ("all", hostile_source(name))
        if kind in innocents:
            source = "import asyncio\nimport weakref\n\nevents = weakref.WeakValueDictionary()\n" + source
        with open("%s/%s.py" % (place, name.replace(".", "_")), "w") as file:
            file.write(head % (name, "p%03d" % number, lost) + source)
    return place


write_cases.count = 0
environment = dict(os.environ, TASKLOSS_TEST_MARK=folder, TMPDIR=folder + "/tmp")


def run(names, jobs, guards=("bare", "set")):
    """Cells by the name of their case, which may end with a dot and a number."""
    place = write_cases(names)
    ended = subprocess.run(
        [taskloss, "run", place, "--python", python, "--guard", ",".join(guards), "--trials", "2", "--deadline",
         "3", "--memory", "256", "-j", str(jobs), "--json", "--results", place + "/results"],
        env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if ended.returncode not in (0, 3):
        sys.exit("status %s: %s" % (ended.returncode, ended.stderr.decode(errors="replace")[-500:]))
    cells = json.loads(ended.stdout.decode())["cells"]
    by_file = {name.replace(".", "_"): name for name in names}
    return {(by_file[cell["name"]], cell["guard"]): cell for cell in cells}


def comparable(cell):
    return {key: value for key, value in cell.items()
            if key not in ("case", "file", "title", "id", "name", "cell", "replay", "wall_us", "seconds")}


def differences(name, alone, beside):
    one, other = comparable(alone), comparable(beside)
    return ["%s is %s, and alone %s" % (key, other.get(key), one.get(key))
            for key in sorted(set(one) | set(other)) if one.get(key) != other.get(key)]


def all_clear(cell):
    """A bare job of these is lost whenever it is measured."""
    return cell["guard"] == "bare" and cell["measured"] > 0 and \
        cell["lost"] < cell["spawned"] or cell["measured"] > 0 and cell["spawned"] == 0


def left(patience=60):
    mark = ("TASKLOSS_TEST_MARK=" + folder).encode()
    for _ in range(patience):
        found = []
        for process in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open("/proc/%s/environ" % process, "rb") as file:
                    if mark in file.read().split(b"\0"):
                        found.append(process)
            except OSError:
                pass
        if not found:
            return []
        time.sleep(0.05)
    return found


def faults_of(everybody, cells, alone, guards=("bare", "set")):
    """What is wrong with a run of all of them, as a list of texts."""
    wrong = []
    for key, cell in cells.items():
        innocent = alone.get((key[0].split(".")[0], key[1]))
        if innocent:
            wrong += ["%s %s: %s" % (key + (what,)) for what in differences(key, innocent, cell)]
        elif all_clear(cell):
            wrong.append("%s %s: an all-clear: %s" % (key + (json.dumps(cell)[:300],)))
    return wrong + ["cell %s %s is missing" % (name, guard) for name in everybody
                    for guard in guards if (name, guard) not in cells]


def check_itself(alone):
    """What is planted is found, and nothing where nothing is planted."""
    assert not faults_of(innocents, alone, alone)
    beside = ["import_changes_its_neighbour", "innocent_lost"]
    wrong = faults_of(beside, run(beside, 1), alone)
    assert "innocent_lost bare: measured is 0, and alone 2" in wrong, wrong
    assert any("innocent_lost.py changed during the run" in line for line in wrong), wrong
    wrong = faults_of(["keeps_its_jobs"], run(["keeps_its_jobs"], 1), alone)
    assert any("keeps_its_jobs bare: an all-clear" in line for line in wrong), wrong
    wrong = faults_of(["leaves"], {}, alone)
    assert wrong == ["cell leaves bare is missing", "cell leaves set is missing"], wrong
    wrong = run(["crashes"], 1)["crashes", "bare"]["why"]
    assert "signal 11" in wrong, wrong  # and so the others do what they say
    daemon = subprocess.Popen(["sleep", "1000"], env=environment)
    until = time.monotonic() + 10
    found = left(1)
    while not found and time.monotonic() < until:  # it may not be at its program yet
        found = left(1)
    daemon.kill()
    daemon.wait()
    assert found == [str(daemon.pid)], found


def orders_of(names, source):
    """What is run together, by how many workers, under which guards."""
    if orders == 0:
        yield [each for number, name in enumerate(names)
               for each in (name, "%s.%d" % (source.choice(list(innocents)), number))], 1, ("bare",)
    for order in range(orders):
        everybody = names + list(innocents)
        source.shuffle(everybody)
        yield everybody, 4 if order % 2 == 0 else 1, ("bare", "set")


def main():
    os.makedirs(folder + "/tmp")
    names = list(acts) + ["import_" + name for name in while_importing]
    alone = run(list(innocents), 1)
    bad, lost, unmeasured = 0, set(), set()
    for cell in alone.values():
        assert cell["measured"] == 2, cell
    check_itself(alone)
    for number, (everybody, jobs, guards) in enumerate(orders_of(names, random.Random(seed))):
        cells = run(everybody, jobs, guards)
        for key, cell in cells.items():
            if key[0] in names:
                (lost if cell["measured"] else unmeasured).add(key)
        wrong = faults_of(everybody, cells, alone, guards)
        wrong += ["process %s is left" % each for each in left()]
        for line in wrong:
            print("not ok: order %d: %s" % (number, line), flush=True)
        bad += bool(wrong)
    print("seed %d: %d hostile cases in %d orders beside %d innocent ones; %d cells were measured, %d not; "
          "%d orders badly taken" % (seed, len(names), max(orders, 1), len(innocents), len(lost),
                                     len(unmeasured), bad))
    return bad > 0


sys.exit(main())
