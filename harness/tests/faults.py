"""Each allocation, read, write, fork, pipe, mmap, SQLite step and call of libuv fails once in turn.

faults.py TASKLOSS FAULTS.so PYTHON FOLDER [SHARE [KIND...]]: over a short run and a check, at each place of the
program that such a call comes from (SHARE: at each SHARE-th). Always a documented exit, one line that
says why, no stale or half report, and every trial that is in the results is as in an undisturbed run, or
is said not to be measured.
"""
import os
import shutil
import signal
import sqlite3
import subprocess
import sys

taskloss, library, python, folder = sys.argv[1:5]
share = int(sys.argv[5]) if len(sys.argv) > 5 else 1
kinds = sys.argv[6:] or ["malloc", "read", "write", "fork", "pipe", "mmap", "sqlite", "uv"]
case = "event_in_weak_registry"
results = folder + "/results"
commands = {
    "run": ["run", case, "--python", python, "--guard", "bare,set", "-j", "2"],
    "check": ["check", case, "--python", python, "--tap", folder + "/t.tap"],
}
environment = dict(os.environ, HOME="/nowhere", TASKLOSS_CACHE="/nowhere", PATH="/usr/bin:/bin")
environment.pop("PYENV_ROOT", None)


def run(command, **fault):
    """Its exit status and what it said."""
    shutil.rmtree(results, ignore_errors=True)
    for name in os.listdir(folder):
        if name != "log":
            os.remove(os.path.join(folder, name))
    with open(folder + "/t.tap", "w") as stale:
        stale.write("ok 1 - of an earlier check\n")
    if fault:
        fault["LD_PRELOAD"] = library
    child = subprocess.Popen([taskloss] + commands[command] + ["--results", results],
                             env=dict(environment, **fault), stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE)
    try:
        out, error = child.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        child.kill()
        return "hangs", b"", ""
    return child.returncode, out, error.decode(errors="replace")


def trials():
    """What is in the results, without times."""
    file = results + "/taskloss.sqlite"
    if not os.path.exists(file) or os.path.getsize(file) == 0:
        return {}
    connection = sqlite3.connect(file)
    try:
        rows = connection.execute(
            "select guard, pressure, seed, measured, ending, trial_fate_LOST, trial_fate_FINISHED "
            "from trials join cells on cells.id = cell").fetchall()
    except sqlite3.OperationalError:  # no tables yet
        return {}
    finally:
        connection.close()
    return {row[:3]: row[3:] for row in rows}


def is_sound(value, true, status):
    """As in the undisturbed run; what cannot be trusted may be called not measured, where that is told."""
    return value == true or status == 3 and true is not None and value == (0,) + true[1:]


def faults_of(command, wanted, truth):
    """What is wrong after this run, as a list of texts."""
    status, out, error = wanted
    wrong = []
    if status not in (0, 1, 2, 3):
        wrong.append("status %s" % status)
    said = [line for line in error.splitlines() if line.startswith("taskloss: ")]
    if status in (2, 3) and not said and "measured" not in error and b"measured" not in out:
        wrong.append("status %s without a reason" % status)
    if status == 1:
        wrong.append("a false verdict")
    for key, value in trials().items():
        if not is_sound(value, truth.get(key), status):
            wrong.append("trial %s is %s, not %s" % (key, value, truth.get(key)))
    if status == 0 and trials() != truth:
        wrong.append("status 0, and not all trials are there")
    tap = folder + "/t.tap"
    if command == "check" and os.path.exists(tap):
        text = open(tap).read()
        # Out of memory before anything began: what files are named may not have been read yet.
        unread = "out of memory" in error and not os.path.exists(results)
        if "earlier check" in text and status != 2 and "files have to be" not in error and not unread:
            wrong.append("a stale report")
        if "earlier check" not in text and not text.startswith("TAP"):
            wrong.append("half a report")
    left = [name for name in os.listdir(folder) if ".taskloss-" in name]
    return wrong + ["%s is left" % name for name in left]


def main():
    points = bad = 0
    for command in commands:
        assert run(command)[0] == 0, run(command)
        truth = trials()
        for kind in kinds:
            log = folder + "/log"
            run(command, FAULT_KIND=kind, FAULT_LOG=log)
            numbers = [int(line) for line in open(log)]
            for number in numbers[::share]:
                points += 1
                ended = run(command, FAULT_KIND=kind, FAULT_AT=str(number))
                wrong = faults_of(command, ended, truth)
                if wrong:
                    bad += 1
                    print("%s, %s %d: %s: %s" % (command, kind, number, "; ".join(wrong),
                                                 ended[2][-300:]), flush=True)
            print("%s: %d places of %s" % (command, len(numbers), kind), flush=True)
    print("%d faults, %d badly taken" % (points, bad))
    return bad > 0


signal.alarm(0)
sys.exit(main())
