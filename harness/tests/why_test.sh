#!/usr/bin/env bash
# `taskloss why` names the link that differs: of cases that one Python loses and another does not, and
# of a case and its guarded twin. Each as the head of the case has it.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
has jq

# Looks for Pythons in one folder only: to find and try all of them takes longer than all else.
why() { HOME=$temporary TASKLOSS_CACHE=$temporary PYENV_ROOT=$temporary "$taskloss" why "$@"; }

all_pythons=$("$taskloss" pythons --json)

# The newest usable Python of CPython with this version's beginning, or nothing.
python_of() {
    jq -r --arg version "$1" '[.implementations[]
        | select(.usable and .build == "" and (.implementation | startswith($version + ".")))
        | .path][-1] // empty' <<<"$all_pythons"
}

# differs CASE... -- VERSION... -- PATTERN PATTERN: both sides of the first link that differs.
differs() {
    local -a cases=() pythons=()
    while [ "$1" != -- ]; do cases+=("$1") && shift; done
    shift
    while [ "$1" != -- ]; do
        local path
        path=$(python_of "$1")
        if [ -z "$path" ]; then
            echo "without $1: ${cases[*]} is not tried"
            return
        fi
        pythons+=(--python "$path") && shift
    done
    shift
    why "${cases[@]}" "${pythons[@]}" --json >"$temporary/why.json" ||
        fail "why ${cases[*]} ${pythons[*]} ends with $?"
    jq -e --arg first "$1" --arg second "$2" \
        '.differs.first == $first and .differs.second == $second' "$temporary/why.json" >/dev/null ||
        fail "${cases[*]}: $(jq -c .differs "$temporary/why.json")"
    tried=$((tried + 1))
}

tried=0
differs a01 -- 3.7 3.8 -- 'StreamReaderProtocol ._stream_reader holds StreamReader' \
    'StreamReaderProtocol ._stream_reader_wr is weak'
jq -e '[.jobs[] | {exposed, step: (.chain | map(select(.weak)) | length), cycle: (.cycle | length)}]
    == [{exposed: false, step: 0, cycle: 0}, {exposed: true, step: 1, cycle: 4}]' \
    "$temporary/why.json" >/dev/null || [ "$tried" -eq 0 ] ||
    fail "a01: $(jq -c .jobs "$temporary/why.json")"
differs a10 -- 3.9 3.10 -- 'no StreamReaderProtocol holds Task job(), but Future (done callback) does' \
    'StreamReaderProtocol ._task holds Task job()'
differs a46 -- 3.6 3.7 -- \
    'no shield.<locals>._outer_done_callback() holds Task job(), but Future (done callback) does' \
    'shield.<locals>._outer_done_callback() closure inner holds Task job()'
differs c08 -- 3.13 3.14 -- \
    'gather.<locals>._done_callback() does not: the job has ended, and nothing is left of it' \
    'gather.<locals>._done_callback() .__defaults__[0] holds Task job()'
for version in 3.6 3.11; do
    differs a39 a38 -- $version -- 'TimerHandle ._args[0] holds Future' \
        'no TimerHandle holds Future, but Event (._waiters[0]) does'
done
differs a39 a38 -- 3.12 -- 'TimerHandle ._callback holds Timeout' 'no TimerHandle holds Timeout'
for version in 3.6 3.11 3.15; do
    differs e07 e04 -- $version -- \
        'module background_tasks_set global background_tasks item holds Task job()' \
        'nothing in its module holds Task job(), but Future (done callback) does'
done

# Chains of the same wait are compared, wherever the job is at the step that would be shown alone.
line=$(grep -n '^    await .*wait_closed()' "$source/cases/server_wait_closed.py" | cut -d: -f1)
differs a62 -- 3.11 3.12 -- 'it never waits there: each of its 18 loop steps was looked at' \
    "the job waits at server_wait_closed.py:$line, in Server.wait_closed, and nobody holds it"
cat >"$temporary/moved.py" <<'CASE'
"""A wait that is kept up to 3.7, and then a long one that is kept everywhere.

id: z1
lost: none
"""
import asyncio
import sys
import weakref

waiting = [] if sys.version_info < (3, 8) else weakref.WeakSet()
add = waiting.append if sys.version_info < (3, 8) else waiting.add


async def job():
    future = asyncio.get_event_loop().create_future()
    add(future)
    await future
    for _ in range(40):
        await asyncio.sleep(0.001)


def wake():
    for future in list(waiting):
        future.done() or future.set_result(None)
CASE
differs "$temporary/moved.py" -- 3.7 3.8 -- 'module moved global waiting[0] holds Future' \
    'nothing in its module holds Future, but job() (local future) does'
# Of steps that were not all looked at it does not say that nobody ever waits there.
waits_elsewhere() {
    cat <<CASE
"""A wait that is there up to 3.7, and another one later.

id: z2
lost: none
"""
import asyncio
import os
import sys


def look():
    with open('$temporary/looks', 'a') as looks:
        looks.write('.')
    if os.path.getsize('$temporary/looks') == $1:
        os._exit(1)


async def job():
    loop = asyncio.get_event_loop()
    if sys.version_info < (3, 8):
        await loop.create_future()
    else:
        await asyncio.sleep(0.01)


async def main(trial):
    look()
    for _ in range(4):
        trial.spawn(job())
    await asyncio.sleep(0.02)
CASE
}
never='it never waits there: each of its 7 loop steps was looked at'
waits_elsewhere 0 >"$temporary/elsewhere.py"
differs "$temporary/elsewhere.py" -- 3.7 3.8 -- \
    'the job waits at elsewhere.py:21, in job, and nobody holds it' "$never"
looks=$(wc -c <"$temporary/looks")
rm "$temporary/looks"
waits_elsewhere "$((looks - 2))" >"$temporary/elsewhere.py"
old=$(python_of 3.7) new=$(python_of 3.8)
if [ -n "$old" ] && [ -n "$new" ]; then
    why "$temporary/elsewhere.py" --python "$old" --python "$new" --json >"$temporary/why.json"
    jq -e '.differs.elsewhere and (.differs.never_there | not)' "$temporary/why.json" >/dev/null ||
        fail "a step that was not seen is told of: $(jq -c .differs "$temporary/why.json")"
    [ "$(wc -c <"$temporary/looks")" -ge "$looks" ] || fail "no look was missed"
fi
[ "$tried" -gt 0 ] || skip "there are no two Pythons to compare"

python=$(usable_python)

# A recorded trial is looked at again.
HOME=$temporary TASKLOSS_CACHE=$temporary PYENV_ROOT=$temporary "$taskloss" run e04 --python "$python" --guard bare --results "$temporary/results" >/dev/null
why 1 --results "$temporary/results" --json |
    jq -e '.jobs[0] | .exposed and .case == "e04" and .made[0].line > 0' >/dev/null ||
    fail "the recorded trial is not told of"

# At a step at which the jobs do not wait any more, there is nothing to tell.
refused 3 'no job is pending at loop step 14' why a31 --python "$python" --step 14
refused 3 'ended before that loop step' why e04 --python "$python" --step 1000
refused 2 'no trial 77' why 77 --results "$temporary/results"
refused 2 'no results here' why 1 --results "$temporary/nowhere"
refused 2 'which case' why
refused 2 'NAME.svg' why e04 --python "$python" -o "$temporary/why.gif"

# The graph needs no Graphviz, a picture does.
why e04 --python "$python" -o "$temporary/why.dot" >/dev/null
grep -q '^digraph why {' "$temporary/why.dot" || fail "no graph"
mkdir "$temporary/empty"
PATH=$temporary/empty why e04 --python "$python" -o "$temporary/why.svg" >"$temporary/out" \
    2>"$temporary/err" && fail "a picture without Graphviz"
grep -q '^taskloss: Graphviz is not installed' "$temporary/err" || fail "$(cat "$temporary/err")"
[ ! -e "$temporary/why.svg" ] || fail "a picture that was not drawn"
if command -v dot >/dev/null; then
    for kind in svg png; do
        why e04 --python "$python" -o "$temporary/why.$kind" >/dev/null
        [ -s "$temporary/why.$kind" ] || fail "no $kind"
    done
    grep -q 'weak: holds nothing' "$temporary/why.svg" || fail "the picture has no weak link"
fi

# Of the cases that a pattern names, those that cannot run on this Python are left out.
why 'f2[12]' --python "$python" --json | jq -e '[.jobs[].case] | unique | length > 0' >/dev/null ||
    fail "a case that does not apply hides its neighbour"
