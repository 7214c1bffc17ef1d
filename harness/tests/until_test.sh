#!/usr/bin/env bash
# Trials until each rate is known as precisely as asked for; once where nothing is left to chance.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
has jq

python=$(usable_python)
search_less

# run NAME OPTION...
run() {
    local name=$1
    shift
    "$taskloss" run --json --python "$python" --guard bare --pressure natural,step --wait 10..20 \
        --ballast 0 --results "$temporary/results" "$@" event_in_weak_registry quiet_program \
        >"$temporary/$name" 2>"$temporary/$name.err" || fail "$name ended with $?"
}

holds() { jq -e "$2" "$temporary/$1" >/dev/null || fail "$1: not so: $2"; }

run wide --until 30%
holds wide '.run.until == 0.3 and .run.finished and .run.missing_trials == 0'
holds wide '[.cells[] | select(.pressure == "natural")] | length == 2 and all((.high - .low) / 2 <= 0.3)'
holds wide '[.cells[] | select(.pressure == "natural") | .trials] | all(. >= 20 and . < 100)'
holds wide '[.cells[] | select(.pressure == "step") | .trials] == [1, 1]'
holds wide '[.cells[] | .low <= .rate and .rate <= .high] | all'

run again --until 0.3 -j1
diff <(jq .cells "$temporary/wide") <(jq .cells "$temporary/again") || fail "two runs differ"

run few --until 1% --trials 25
holds few '[.cells[] | select(.pressure == "natural") | .trials] == [25, 25]'
grep -q '^2 of 4 cells are known less precisely than asked for' "$temporary/few.err" ||
    fail "a precision that was not reached is not told"

run fixed --trials 25
holds fixed '.run.until == null'
jq -e --slurpfile fixed "$temporary/fixed" '[.cells, $fixed[0].cells] | transpose |
    map(select(.[0].pressure == "natural")) | all(.[0].lost == .[1].lost)' "$temporary/few" >/dev/null ||
    fail "trials in rounds are others than those in a row"

# A check against a baseline stops where a cell is told apart from it, long before its rate is known;
# one that is the same goes on to the precision, and no difference comes of looking often.
cat >"$temporary/waits.py" <<'CASE'
"""A job that waits for a future known only weakly; whether somebody keeps it is KEPT.

id: z-until
lost: all
"""
import asyncio
import weakref

waiting, kept, KEPT = weakref.WeakValueDictionary(), [], True


async def job(number):
    future = waiting[number] = asyncio.get_event_loop().create_future()
    if KEPT:
        kept.append(future)
    await future


def wake():
    for future in list(waiting.values()):
        future.set_result(None)
CASE
check() {
    status=0
    "$taskloss" check "$temporary/waits.py" --python "$python" --guard bare --pressure natural --until 1% \
        --trials 300 --wait 10..20 --ballast 0 --baseline "$temporary/baseline.json" --json \
        --results "$temporary/results" "$@" >"$temporary/check" 2>/dev/null || status=$?
    trials=$("$taskloss" report --format json --results "$temporary/results" | jq '.cells[0].trials')
}
check --update-baseline
[ "$trials" -eq 300 ] || fail "a baseline of $trials trials"
check
[ "$status $trials" = "0 300" ] || fail "unchanged: status $status after $trials trials"
sed -i 's/ True$/ False/' "$temporary/waits.py"
check
if [ "$status" -ne 1 ] || [ "$trials" -ge 100 ]; then fail "changed: status $status after $trials trials"; fi
jq -e '.differences | length == 1 and (.[0] | .key == "lost" and .q <= 0.05)' "$temporary/check" >/dev/null ||
    fail "$(jq -c .differences "$temporary/check")"
refused 2 'written with another --until' "$taskloss" check "$temporary/waits.py" --python "$python" \
    --guard bare --pressure natural --trials 300 --wait 10..20 --ballast 0 \
    --baseline "$temporary/baseline.json" --results "$temporary/results"

for bad in 0 60% 5%% x; do
    refused 2 "^taskloss: --until: " "$taskloss" run --until "$bad" --results "$temporary/results" event_in_weak_registry
done
