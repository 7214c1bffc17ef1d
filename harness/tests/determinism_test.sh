#!/usr/bin/env bash
# The same seed gives the same document, but for what is in "run", and for the loop steps that a real
# process or thread takes: how many there were, and what is counted by them.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
has jq

python=$(usable_python)
search_less
cases=(event_in_weak_registry stream_client_read subprocess_wait executor_thread_local_pool)
same='del(.run) | del(.cells[] | select(.name == ("subprocess_wait", "executor_thread_local_pool"))
    | .waited_steps, .control_steps, .collections, .pressure_collections, .allocations, .exposed_steps,
      .exposure, .jobs)'

# document SEED PRESSURE WORKERS NAME
document() {
    "$taskloss" run --json --python "$python" --guard bare,set --seed "$1" --pressure "$2" -j "$3" \
        --trials 2 --results "$temporary/$4.results" "${cases[@]}" >"$temporary/$4.all" 2>/dev/null ||
        fail "the run ended with $?"
    jq -S "$same" "$temporary/$4.all" >"$temporary/$4"
    [ "$(jq '[.cells[].spawned] | add' "$temporary/$4")" -gt 0 ] || fail "nothing was measured"
}

for pressure in step natural; do
    document 7 "$pressure" 2 "first-$pressure"
    document 7 "$pressure" 1 "second-$pressure"
    diff "$temporary/first-$pressure" "$temporary/second-$pressure" ||
        fail "two runs under $pressure differ"
done
document 8 natural 2 other
if diff -q "$temporary/first-natural" "$temporary/other" >/dev/null; then
    fail "another seed gives the same document: the seed is not used"
fi
