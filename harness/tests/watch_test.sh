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

# watched STATUS ARGUMENT...: ends with that status; the findings are in $temporary/json.
watched() {
    local status=0 want=$1
    shift
    "$taskloss" watch --json "$temporary/json" -- "$python" -W ignore "$@" \
        >"$temporary/out" 2>"$temporary/err" || status=$?
    [ "$status" -eq "$want" ] ||
        fail "exit status $status, not $want: $* ($(cat "$temporary/err"))"
}

watched 1 "$temporary/bare.py" collected
grep -q 'bare.py:18 in main' "$temporary/err" || fail "the line is not named: $(cat "$temporary/err")"
watched 0 "$temporary/bare.py" kept collected
! grep -q 'bare.py:' "$temporary/err" || fail "a kept task is reported: $(cat "$temporary/err")"
watched 3 "$temporary/loopless.py"
grep -q 'no asyncio loop ran' "$temporary/err" || fail "cleared without a loop"
[ "$(cat "$temporary/out")" = "no loop here" ] || fail "the program's output is not its own"
jq -e . "$temporary/json" >/dev/null || fail "no JSON"
