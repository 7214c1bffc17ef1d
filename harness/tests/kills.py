"""The driver is killed at random moments of run, check, report, plot, why and watch.

kills.py TASKLOSS PYTHON FOLDER COUNT SEED: by KILL, TERM, INT and HUP in turn. After each: every trial
that was stored before is stored still, each trial is as in an undisturbed run, the exit status is a
documented one, files are whole or as they were, and nothing is left behind.
"""
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import xml.dom.minidom
import xml.parsers.expat

taskloss, python, folder, count, seed = sys.argv[1:4] + [int(word) for word in sys.argv[4:6]]
signals = [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP]
random_source = random.Random(seed)
cases = ["event_in_weak_registry", "event_kept", "queue_get", "sleeping_tasks"]
chosen = cases + ["--python", python, "--guard", "bare,set", "--seed", "7", "--trials", "4", "-j", "2"]
mark = "TASKLOSS_TEST_MARK=" + folder
environment = dict(os.environ, HOME="/nowhere", TASKLOSS_CACHE="/nowhere", PATH="/usr/bin:/bin",
                   TASKLOSS_TEST_MARK=folder, TMPDIR=folder + "/tmp")
environment.pop("PYENV_ROOT", None)
good, place, temporary = folder + "/good", folder + "/place", folder + "/tmp"
stale = "# of an earlier check, and all was well\n"
formats = ["tap", "junit", "markdown", "csv", "github"]
commands = [name for name in ("run", "check", "why", "watch", "report", "plot")
            if name != os.environ.get("TASKLOSS_KILLS_WITHOUT")]
watched = {"json": "found.json", "sarif": "found.sarif", "junit": "found.xml"}
program = """import asyncio, gc, weakref

events = weakref.WeakValueDictionary()


async def job(number):
    event = events[number] = asyncio.Event()
    await event.wait()


async def main():
    asyncio.ensure_future(job(1))
    for _ in range(20):
        gc.collect()
        await asyncio.sleep(0.005)


asyncio.get_event_loop_policy().new_event_loop().run_until_complete(main())
"""
timing = ("id", "cell", "wall_us", "waited_steps")


def command_of(name):
    results = ["--results", place + "/results"]
    if name == "run":
        return ["run"] + chosen + results
    if name == "check":
        files = [word for each in formats for word in ("--" + each, "%s/%s" % (place, each))]
        return ["check", "--pressure", "step"] + chosen + files + results
    if name == "report":
        return ["report", "-f", "html", "-o", place + "/page.html", "--results", good]
    if name == "why":
        return ["why", cases[0], "--python", python, "-o", place + "/why.svg"] + results
    if name == "watch":
        files = [word for each in watched for word in ("--" + each, "%s/%s" % (place, watched[each]))]
        return ["watch"] + files + results + ["--", python, folder + "/program.py"]
    return ["plot", "--kind", "rate", "-o", place + "/rate.svg", "--results", good]


def old_files(name):
    return {"check": formats, "report": ["page.html"], "why": ["why.svg"],
            "watch": sorted(watched.values())}.get(name, [])


def start(name):
    shutil.rmtree(place, ignore_errors=True)
    os.makedirs(place)
    for each in old_files(name):
        with open("%s/%s" % (place, each), "w") as file:
            file.write(stale)
    return subprocess.Popen([taskloss] + command_of(name), env=environment, stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def rows(connection, table, key, value):
    """The rows that belong to one trial, without what time and chance give."""
    cursor = connection.execute("select * from %s where %s = ?" % (table, key), (value,))
    names = [column[0] for column in cursor.description]
    return [[one for name, one in zip(names, row) if name not in timing + ("trial",)]
            for row in cursor.fetchall()]


def trials(results):
    """All there is of each trial, by its case, guard and seed; {} where nothing is kept yet."""
    file = results + "/taskloss.sqlite"
    if not os.path.exists(file) or os.path.getsize(file) == 0:
        return {}
    connection = sqlite3.connect(file, timeout=30)
    try:
        found = connection.execute(
            "select trials.id, cases.case_id, guard, trials.seed from trials join cells on cell = "
            "cells.id join cases on the_case = cases.id").fetchall()
        return {row[1:]: rows(connection, "trials", "id", row[0]) +
                rows(connection, "tasks", "trial", row[0]) +
                rows(connection, "facts", "trial", row[0]) for row in found}
    except sqlite3.OperationalError:  # no tables yet
        return {}
    finally:
        connection.close()


def stored(results):
    """Only which trials there are: quick enough to be asked just before a kill."""
    try:
        connection = sqlite3.connect("file:%s/taskloss.sqlite?mode=ro" % results, uri=True)
        try:
            return set(connection.execute(
                "select cases.case_id, guard, trials.seed from trials join cells on cell = cells.id "
                "join cases on the_case = cases.id"))
        finally:
            connection.close()
    except sqlite3.OperationalError:
        return set()


def marked():
    """Processes that were started below one of ours; they inherit its environment."""
    found = []
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/environ" % process, "rb") as file:
                if mark.encode() in file.read().split(b"\0"):
                    found.append(process)
        except OSError:
            pass
    return found


def left_processes():
    for _ in range(100):
        if not marked():
            return []
        time.sleep(0.05)
    return ["process %s is left" % process for process in marked()]


def left_files(name, number):
    allowed = old_files(name) + {"run": ["results"], "check": ["results"], "watch": ["results"],
                                 "plot": ["rate.svg", "rate.tsv", "rate.gp"]}.get(name, [])
    events = [each for each in os.listdir(temporary) if each.startswith("taskloss-watch-")]
    if number == signal.SIGKILL:  # the program still writes to it, and nobody is there to take it away
        for each in events:
            os.remove(temporary + "/" + each)
    left = [each for each in os.listdir(place) if each not in allowed] + os.listdir(temporary)
    shared = [each for each in os.listdir("/dev/shm") if "taskloss" in each]
    with open("/proc/net/unix") as sockets:
        shared += [line.split()[-1] for line in sockets if folder in line]
    return ["%s is left" % each for each in left + shared]


def is_whole(name, text):
    if name.endswith(("json", "sarif")):
        try:
            return isinstance(json.loads(text), dict)
        except ValueError:
            return False
    if name.endswith(("junit", "xml")):
        try:
            return xml.dom.minidom.parseString(text) is not None
        except xml.parsers.expat.ExpatError:
            return False
    if name == "tap":
        plans = [line for line in text.splitlines() if line.startswith("1..")]
        points = [line for line in text.splitlines() if line.startswith(("ok", "not ok"))]
        return len(plans) == 1 and int(plans[0].split()[0][3:]) == len(points)
    return text.endswith("\n") or (name == "github" and not text)


def report_faults(began, truth):
    """Of the files of a check: whole, or none; the old ones go before anything is measured."""
    wrong = []
    for name in formats:
        path = "%s/%s" % (place, name)
        text = open(path).read() if os.path.exists(path) else None
        if text == stale:
            wrong += ["a stale report %s" % name] if began else []
        elif text is not None and not is_whole(name, text):
            wrong.append("half a report %s" % name)
        elif text is not None and len(trials(place + "/results")) < len(truth):
            wrong.append("a report %s of a check that was not finished" % name)
    return wrong


def file_faults(name, truth):
    """Of a report or a plot: each file is as it was, or as the undisturbed command writes it."""
    return ["%s is neither old nor whole" % each for each in os.listdir(place)
            if open("%s/%s" % (place, each)).read() not in (truth[each], stale)]


def watch_faults():
    """How long it took differs each time: whole is all that can be asked."""
    texts = {each: open("%s/%s" % (place, each)).read() for each in old_files("watch")}
    return ["half a report %s" % each for each, text in texts.items()
            if text != stale and not is_whole(each, text)]


def status_fault(status, error, number, finished, began):
    if status == 0 or (number == signal.SIGKILL and status == -number):
        return []
    if status == 130 and number != signal.SIGKILL:
        return [] if "interrupted" in error else ["130 without a word"]
    if status == -number and not began and not error:
        return []  # before its first line: nobody can heed a signal there
    return ["status %s after signal %d" % (status, number)] + ([error[-200:]] if error else [])


def database_faults(before, truth):
    """A trial that was there is there, and each is as in the undisturbed run."""
    results = place + "/results"
    now = trials(results)
    wrong = ["%d stored trials are lost" % len(before - set(now))] if before - set(now) else []
    wrong += ["trial %s differs" % (key,) for key in now if now[key] != truth.get(key)]
    if now:
        connection = sqlite3.connect(results + "/taskloss.sqlite")
        if connection.execute("pragma integrity_check").fetchone() != ("ok",):
            wrong.append("the database is damaged")
        connection.close()
    return wrong


def goes_on(truth):
    """The folder can be used again: the same run into it is whole."""
    ended = subprocess.run([taskloss] + command_of("run"), env=environment, stdin=subprocess.DEVNULL,
                           stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if ended.returncode != 0:
        return ["the next run ends with %d: %s" % (ended.returncode, ended.stderr[-200:])]
    return [] if trials(place + "/results") == truth else ["the next run is not whole"]


def kill_one(name, number, length, truth):
    """Whether it was still running, how many trials it had stored, and what is wrong."""
    began_at = time.monotonic()
    process = start(name)
    while time.monotonic() - began_at < length and process.poll() is None:
        time.sleep(min(0.002, length))
    before = stored(place + "/results")
    running = process.poll() is None
    process.send_signal(number)
    try:
        error = process.communicate(timeout=60)[1].decode(errors="replace")
    except subprocess.TimeoutExpired:
        process.kill()
        return running, len(before), ["it does not end"]
    wrong = left_processes() + left_files(name, number)
    if name == "watch":
        # It ends as its program does, by the same signal.
        if process.returncode == -number or (process.returncode == 1 and number == signal.SIGINT):
            return running, len(before), wrong + watch_faults()
        return running, len(before), wrong + watch_faults() + status_fault(
            process.returncode, error, number, not running, False)
    began = bool(before or trials(place + "/results"))
    wrong += status_fault(process.returncode, error, number, not running, began)
    if name in ("run", "check"):
        wrong += database_faults(before, truth["trials"])
        wrong += report_faults(began, truth["trials"]) if name == "check" else []
        if not wrong and random_source.random() < 0.25:
            wrong += goes_on(truth["trials"])
    else:
        wrong += file_faults(name, truth[name])
    return running, len(before), wrong


def open_text(name):
    return open("%s/%s" % (place, name)).read()


def undisturbed():
    """What each command gives, and how long it takes."""
    truth, lengths = {}, {}
    for name in commands:
        began = time.monotonic()
        process = start(name)
        error = process.communicate()[1]
        assert process.returncode == 0, (name, process.returncode, error)
        lengths[name] = time.monotonic() - began
        if name == "run":
            truth["trials"] = trials(place + "/results")
            os.rename(place + "/results", good)
        elif name == "check":
            assert trials(place + "/results") == truth["trials"], "two undisturbed runs differ"
        elif name == "watch":
            assert not watch_faults() and stale not in map(open_text, old_files(name)), "not written"
        else:
            truth[name] = {each: open("%s/%s" % (place, each)).read() for each in os.listdir(place)}
    return truth, lengths


def main():
    os.makedirs(temporary)
    with open(folder + "/program.py", "w") as file:
        file.write(program)
    truth, lengths = undisturbed()
    print("seed %d, %d kills; undisturbed: %s" % (seed, count, json.dumps(
        {name: round(length, 2) for name, length in lengths.items()})), flush=True)
    bad, tally = 0, {}
    for index in range(count):
        name = commands[index % len(commands)]
        number = signals[index // 6 % 4]
        length = random_source.uniform(0, lengths[name])
        running, kept, wrong = kill_one(name, number, length, truth)
        numbers = tally.setdefault(name, [0, 0, 0])
        for i, value in enumerate((1, running, kept)):
            numbers[i] += value
        for line in wrong:
            print("not ok: kill %d, %s, signal %d after %.3f s: %s" % (index, name, number, length,
                                                                      line), flush=True)
        bad += bool(wrong)
    for name, numbers in sorted(tally.items()):
        print("%s: %d kills, %d while it ran, with %d trials stored" % ((name,) + tuple(numbers)))
    print("%d kills, %d badly taken" % (count, bad))
    return bad > 0


sys.exit(main())
