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

for bad in 0 60% 5%% x; do
    refused 2 "^taskloss: --until: " "$taskloss" run --until "$bad" --results "$temporary/results" event_in_weak_registry
done
