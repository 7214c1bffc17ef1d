#!/usr/bin/env bash
# `taskloss watch` sees a planted loss, would-be losses too; of a guarded program it says nothing, and
# what it could not watch it does not clear.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
has jq
# A preloaded library cannot bring the sanitizers' runtime into a Python that has none.
! sanitized || skip "a sanitized library cannot be preloaded"

python=$(usable_python)

cat >"$temporary/bare.py" <<'END_OF_PROGRAM'
import asyncio
import gc
import sys
import weakref

events = weakref.WeakValueDictionary()
kept = set()


async def job(number):
    event = events[number] = asyncio.Event()
    await event.wait()


async def main():
    loop = asyncio.get_event_loop()
    for number in range(3):
        task = loop.create_task(job(number))
        if 'kept' in sys.argv:
            kept.add(task)
            task.add_done_callback(kept.discard)
        del task
    for step in range(5):
        await asyncio.sleep(0)
    if 'collected' in sys.argv:
        gc.collect()
    for step in range(3):
        await asyncio.sleep(0.01)
    for event in list(events.values()):
        event.set()
    await asyncio.sleep(0.01)

asyncio.get_event_loop_policy().new_event_loop().run_until_complete(main())
END_OF_PROGRAM
echo 'print("no loop here")' >"$temporary/loopless.py"

options=()
# watched STATUS ARGUMENT...: ends with that status; the findings are in $temporary/json.
watched() {
    local status=0 want=$1
    shift
    "$taskloss" watch "${options[@]}" --results "$temporary/results" --json "$temporary/json" -- \
        "$python" -W ignore "$@" \
        >"$temporary/out" 2>"$temporary/err" || status=$?
    [ "$status" -eq "$want" ] ||
        fail "exit status $status, not $want: $* ($(cat "$temporary/err"))"
}

watched 1 "$temporary/bare.py" collected
grep -q 'bare.py:18 in main' "$temporary/err" || fail "the line is not named: $(cat "$temporary/err")"
watched 0 "$temporary/bare.py" kept collected
! grep -q 'bare.py:' "$temporary/err" || fail "a kept task is reported: $(cat "$temporary/err")"
watched 3 "$temporary/loopless.py"
grep -q 'no asyncio loop was seen' "$temporary/err" || fail "cleared without a loop"
[ "$(cat "$temporary/out")" = "no loop here" ] || fail "the program's output is not its own"
cat >"$temporary/plays.py" <<'PROGRAM'
"""A loop that only plays with time: it makes no descriptor, and calls nothing of the C library."""
import asyncio


class Loop(asyncio.BaseEventLoop):
    now = 0

    class _selector:
        @staticmethod
        def select(timeout):
            Loop.now += timeout or 0

    def time(self):
        return self.now

    def _process_events(self, events):
        pass


Loop().run_until_complete(asyncio.sleep(1))
PROGRAM
status=0
"$taskloss" watch --no-results -- "$python" "$temporary/plays.py" 2>"$temporary/err" || status=$?
[ "$status" -eq 3 ] || fail "exit status $status where no loop was seen"
grep -q 'one that never waits in the C library' "$temporary/err" || fail "cleared a loop that it did not see"
jq -e . "$temporary/json" >/dev/null || fail "no JSON"

# Files that are none, or have no end, are refused before the program runs; a report that cannot be
# written does not take the program's own status away.
loopless=("$python" "$temporary/loopless.py")
refused 2 '/dev/full is no regular file' "$taskloss" watch --events /dev/full -- "${loopless[@]}"
[ ! -s "$temporary/out" ] || fail "the program ran without a place for its events"
refused 2 'Is a directory' "$taskloss" watch --accepted "$temporary" -- "${loopless[@]}"
refused 2 'Operation not supported' "$taskloss" watch --accepted /dev/zero -- "${loopless[@]}"
refused 3 'Is a directory' "$taskloss" watch --from "$temporary"
refused 3 'Operation not supported' "$taskloss" watch --from /dev/zero
refused 5 'No space left' "$taskloss" watch --no-results --json /dev/full -- \
    "$python" -c 'import asyncio, sys; asyncio.new_event_loop().run_until_complete(asyncio.sleep(0)); sys.exit(5)'

# What was found is kept: shown again, compared, and a watch in which nothing was seen clears nothing.
kept() { "$taskloss" "$@" --results "$temporary/results" >"$temporary/out" 2>"$temporary/err"; }
compared() {
    local status=0 want=$1
    shift
    kept compare "$@" || status=$?
    [ "$status" -eq "$want" ] || fail "compare $*: status $status, not $want"
}
kept report --run 1 || fail "a kept watch is not shown: $(cat "$temporary/err")"
grep -q 'bare.py:18 in main' "$temporary/out" || fail "a kept finding is not shown"
for format in json html sarif junit xunit2 github; do
    kept report --run 1 --format "$format" || fail "no report as $format"
    grep -q 'bare.py' "$temporary/out" || fail "a report as $format without the finding"
    cp "$temporary/out" "$temporary/report.$format"
done
grep -q '<testcase .* file="[^"]*bare.py" line="18"' "$temporary/report.junit" ||
    fail "no place in JUnit: $(cat "$temporary/report.junit")"
grep -q '<system-out>.*bare.py:18</system-out>' "$temporary/report.xunit2" ||
    fail "no place in it: $(cat "$temporary/report.xunit2")"
if command -v xmllint >/dev/null; then
    for format in junit xunit2; do
        xmllint --noout --nonet --schema "$source/harness/tests/$format.xsd" "$temporary/report.$format" \
            2>"$temporary/err" || fail "no valid $format: $(cat "$temporary/err")"
    done
fi
kept runs
[ "$(grep -c ' watch ' "$temporary/out")" -eq 3 ] || fail "not three watches: $(cat "$temporary/out")"
compared 0 1 1
compared 1 1 2
grep -q '0 new, 1 gone' "$temporary/out" || fail "nothing is gone: $(cat "$temporary/out")"
compared 1 2 1
grep -q '1 new, 0 gone' "$temporary/out" || fail "nothing is new: $(cat "$temporary/out")"
compared 3 1 3
grep -q '0 new, 0 gone' "$temporary/out" || fail "gone where nothing was seen"
refused 2 "of runs of cases" "$taskloss" report --run 1 --format csv --results "$temporary/results"
refused 2 "holds no run yet" "$taskloss" plot --results "$temporary/results"

# Cases are run and watched: the two detectors agree, but on a case that behaves otherwise when watched.
cat >"$temporary/two_faced.py" <<'END_OF_CASE'
"""Keeps its tasks where it is watched.

id: z97
source: own
lost: all
"""
import asyncio
import os
import weakref

events = weakref.WeakValueDictionary()
kept = []


async def job(number):
    if 'TASKLOSS_WATCH' in os.environ:
        kept.append(asyncio.current_task() if hasattr(asyncio, 'current_task') else asyncio.Task.current_task())
    event = events[number] = asyncio.Event()
    await event.wait()


def wake():
    for event in list(events.values()):
        event.set()
END_OF_CASE
status=0
"$taskloss" watch --results "$temporary/results" --python "$python" a31 b01 a24 -v \
    "$temporary/two_faced.py" >"$temporary/out" 2>"$temporary/err" || status=$?
[ "$status" -eq 1 ] || fail "cases watched: status $status: $(cat "$temporary/out" "$temporary/err")"
for line in 'a31 .* run: lost; watch: lost$' 'b01 .* run: orphaned; watch: orphaned$' \
    'a24 .* run: kept; watch: kept$' 'z97 .* run: lost; watch: kept; they differ$' \
    'of 4 cases run and watched, 3 agree, 1 differ, 0 could'; do
    grep -q "$line" "$temporary/out" || fail "no line '$line': $(cat "$temporary/out")"
done

# A job that is exposed only while its loop waits, with no step at which a look would be due.
cat >"$temporary/waiting.py" <<'END_OF_PROGRAM'
import asyncio
import weakref

events = weakref.WeakValueDictionary()


async def job():
    event = events['it'] = asyncio.Event()
    await event.wait()


async def main():
    loop = asyncio.get_event_loop()
    loop.create_task(job())
    for step in range(3):
        await asyncio.sleep(0)
    await asyncio.sleep(0.5)
    events['it'].set()
    await asyncio.sleep(0)

asyncio.get_event_loop_policy().new_event_loop().run_until_complete(main())
END_OF_PROGRAM
watched 1 "$temporary/waiting.py"
grep -q 'waiting.py:14 in main' "$temporary/err" ||
    fail "what is exposed only while the loop waits is missed: $(cat "$temporary/err")"

# finds COUNT PROGRAM ARGUMENT...: so many tasks are lost or would be, at one line and waiting at one.
finds() {
    local count=$1
    shift
    watched 1 "$@"
    [ "$(jq -c '[.findings[] | .count]' "$temporary/json")" = "[$count]" ] ||
        fail "not $count in one finding: $* ($(cat "$temporary/err"))"
}

# Who is told to say nothing of its end is lost as well; what gc.freeze() keeps is not.
cat >"$temporary/silent.py" <<'END_OF_PROGRAM'
import asyncio
import gc
import sys
import weakref

events = weakref.WeakSet()
kept = []


async def job():
    event = asyncio.Event()
    events.add(event)
    await event.wait()


async def main():
    for number in range(3):
        task = asyncio.ensure_future(job())
        task._log_destroy_pending = False
        if 'kept' in sys.argv:
            kept.append(task)
        del task
    await asyncio.sleep(0)
    if 'freeze' in sys.argv:
        gc.freeze()
    if 'unfreeze' in sys.argv:
        gc.unfreeze()
    if 'more' in sys.argv:
        asyncio.ensure_future(job())
    await asyncio.sleep(0)
    await asyncio.sleep(0.05)
    if 'collect' in sys.argv:
        gc.collect()
    for event in list(events):
        event.set()
    event = None
    await asyncio.sleep(0.01)

asyncio.get_event_loop_policy().new_event_loop().run_until_complete(main())
END_OF_PROGRAM
watched 0 "$temporary/silent.py" kept
finds 3 "$temporary/silent.py"
grep -q 'note .*in silence' "$temporary/err" || fail "not told that nobody would: $(cat "$temporary/err")"
finds 3 "$temporary/silent.py" collect
watched 0 "$temporary/silent.py" freeze
watched 0 "$temporary/silent.py" freeze collect
finds 1 "$temporary/silent.py" freeze more
finds 3 "$temporary/silent.py" freeze unfreeze

# One collection takes many, whose coroutines it closes before them, and from the inside.
cat >"$temporary/many.py" <<'END_OF_PROGRAM'
import asyncio
import gc


async def job():
    await asyncio.Event().wait()


async def main():
    asyncio.get_event_loop().set_exception_handler(lambda loop, context: None)
    jobs = [job() for number in range(200)]
    for coroutine in jobs:
        asyncio.ensure_future(coroutine)
    del jobs, coroutine
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    gc.collect()
    await asyncio.sleep(0.01)

asyncio.get_event_loop_policy().new_event_loop().run_until_complete(main())
END_OF_PROGRAM
options=(--observe)
finds 200 "$temporary/many.py"
options=()
[ "$(jq -c '[.findings[0].waiting[] | .function]' "$temporary/json" | grep -c 'wait.*job')" = 1 ] ||
    fail "where they waited is not known: $(cat "$temporary/json")"

# Many threads come upon asyncio at once: the hooks are installed once.
cat >"$temporary/threads.py" <<'END_OF_PROGRAM'
import asyncio
import os
import select
import sys
import threading

sys.setswitchinterval(1e-6)
end = []
barrier = threading.Barrier(8)


def poll():
    poller = select.poll()
    poller.register(os.pipe()[0], select.POLLIN)
    barrier.wait()
    while not end:
        poller.poll(0)


async def job():
    await asyncio.sleep(0)


async def main():
    await asyncio.gather(*[job() for number in range(30)])

threads = [threading.Thread(target=poll) for number in range(8)]
for thread in threads:
    thread.start()
asyncio.get_event_loop_policy().new_event_loop().run_until_complete(main())
end.append(True)
END_OF_PROGRAM
for time in 1 2 3 4 5; do
    watched 0 "$temporary/threads.py"
    [ "$(jq .watch.processes "$temporary/json")" = 1 ] || fail "the hooks were installed twice (run $time)"
done
