#!/usr/bin/env bash
# What trials leave in their folder for temporary files goes with the run, however either ends.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"

python=$(usable_python)
search_less
place=$temporary/place
mkdir "$place"
cat >"$temporary/leaves.py" <<'END'
"""Leaves files and a socket, and is killed where it says so.

id: leaves
lost: none
guards: bare
source: own
"""
import asyncio
import os
import signal
import tempfile
from multiprocessing.connection import Listener


async def job():
    await asyncio.sleep(1)


async def main(trial):
    below = os.path.join(tempfile.mkdtemp(), 'below')
    os.mkdir(below)
    os.symlink(os.environ['KEPT'], below + '/link')
    tempfile.mkstemp(dir=below)
    trial.listener = Listener(family='AF_UNIX')
    print(tempfile.gettempdir())
    trial.spawn(job())
    await trial.wait()
    if 'ENDS' in os.environ:
        os.kill(os.getpid(), signal.SIGKILL)
END
export KEPT=$temporary/kept
mkdir "$KEPT"
: >"$KEPT/file"

run() { "$taskloss" run "$temporary/leaves.py" --python "$python" --results "$temporary/results"; }

# empty PLACE: within some seconds.
empty() {
    for _ in {1..100}; do
        [ -n "$(ls -A "$1")" ] || return 0
        sleep 0.1
    done
    fail "left in $1: $(find "$1" | head -5)"
}

# --- trials that end, and trials that are killed ---
TMPDIR=$place run >/dev/null 2>&1 || fail "a good run ended with $?"
[ -z "$(ls -A "$place")" ] || fail "left by a good trial: $(find "$place")"
ENDS=1 TMPDIR=$place run >"$temporary/out" 2>&1 && fail "it was not killed"
grep -q 'signal 9' "$temporary/out" || fail "$(cat "$temporary/out")"
[ -z "$(ls -A "$place")" ] || fail "left by a killed trial: $(find "$place")"
[ -e "$KEPT/file" ] || fail "a link was followed"

# --- the driver, by signals that it heeds and one that it cannot ---
for signal in INT ABRT KILL; do
    TMPDIR=$place "$taskloss" run "$temporary/leaves.py" --python "$python" --trials 100000 \
        --results "$temporary/$signal" >/dev/null 2>&1 &
    driver=$!
    for _ in {1..600}; do
        compgen -G "$place/tl-*/*/below" >/dev/null && break
        sleep 0.05
    done
    compgen -G "$place/tl-*/*/below" >/dev/null || fail "no trial made files"
    kill -"$signal" $driver
    wait $driver 2>/dev/null || true
    empty "$place"
done

# --- a place whose name leaves no room for a socket's ---
long=$temporary/$(printf 'x%.0s' {1..80})
mkdir "$long"
TMPDIR=$long run >/dev/null 2>&1 || fail "below a long name it ended with $?"
TMPDIR=$long "$taskloss" replay 1 --results "$temporary/results" >/dev/null 2>"$temporary/err" ||
    fail "the replay ended with $?"
folder=$(grep -m1 -o '/.*/tl-......' "$temporary/err") || fail "$(cat "$temporary/err")"
[ ! -e "$folder" ] || fail "$folder is left"
