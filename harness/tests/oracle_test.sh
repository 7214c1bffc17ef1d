#!/usr/bin/env bash
# What the oracle calls exposed is what a collection destroys, and looking changes nothing: a sample on
# the real cases, random programs on each CPython, and an oracle that lies, which has to be caught.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
has jq

pythons=$("$taskloss" pythons --json)
mapfile -t cpythons < <(jq -r '.implementations[] | select(.usable and (.implementation |
    startswith("pypy") | not)) | .path' <<<"$pythons")
[ "${#cpythons[@]}" -gt 0 ] || skip "no CPython here that can be measured"
newest=${cpythons[-1]}
if [ -n "${TASKLOSS_TEST_PYTHONS-}" ]; then cpythons=("$newest"); fi

oracle() { "$source/scripts/oracle" --taskloss "$taskloss" "$@"; }

# Prediction and fate: a job that is lost, one that is not, one that waits for a real socket.
oracle --python "$newest" event_in_weak_registry event_kept stream_client_read >"$temporary/agrees" ||
    fail "prediction is not fate: $(cat "$temporary/agrees")"
grep -q ' 0 disagreements' "$temporary/agrees" || fail "$(cat "$temporary/agrees")"

# Beyond the steps that are kept of a control, its word in the trial decides.
oracle --python "$newest" "$source/harness/tests/oracle/exposed_late.py" >"$temporary/late" ||
    fail "prediction is not fate: $(cat "$temporary/late")"
grep -q '^[1-9][0-9]* times by the oracle in the trial' "$temporary/late" || fail "$(cat "$temporary/late")"
grep -q ' 0 disagreements' "$temporary/late" || fail "$(cat "$temporary/late")"

status=0
oracle --python "$newest" --oracle lying event_in_weak_registry >"$temporary/lies" || status=$?
[ "$status" -eq 1 ] || fail "a lying oracle was believed (exit status $status)"
grep -q 'called exposed, and not destroyed' "$temporary/lies" || fail "held jobs called exposed"
grep -q 'destroyed, and not called exposed' "$temporary/lies" || fail "exposed jobs called held"

# With it and without it: the same allocations, collections, losses, at the same places.
seen_of() { # WHERE: what a run under natural pressure shows, on each CPython
    local -a words=()
    for python in "${cpythons[@]}"; do words+=(--python "$python"); done
    "$taskloss" run event_in_weak_registry stream_client_read "${words[@]}" --guard bare \
        --pressure natural --trials 2 --oracle "$1" --results "$temporary/$1" --json 2>/dev/null |
        jq '[.cells[] | {implementation, case, lost, measured, collections, allocations,
            jobs: [.jobs[] | {fate, born_step, ended_step, born_allocation, ended_allocation}]}]'
}
seen_of off >"$temporary/off.json"
seen_of both >"$temporary/both.json"
jq -e 'length > 0 and all(.[]; .measured == 2 and .collections > 0 and .allocations > 0)' \
    "$temporary/off.json" >/dev/null || fail "too little was measured without the oracle"
diff "$temporary/off.json" "$temporary/both.json" || fail "the oracle changes what it looks at"
jq -e 'all(.cells[]; .exposure == null)' < <("$taskloss" report --format json \
    --results "$temporary/off") >/dev/null || fail "exposure without an oracle"

# Random programs: never exposed where the collector keeps, and, among all objects, nothing missed.
while read -r -a worker; do
    line=$("${worker[@]}" --script "$source/harness/tests/worker/eyes/random_programs.py 1 10 \
$source/harness/worker/eyes/shapes.py" 2>&1) || fail "random programs: $line"
    case $line in
    *differs:*) fail "random programs: $line" ;;
    *exact_false=0\ exact_missed=0\ false=0\ *programs=10*) ;;
    *) fail "random programs: $line" ;;
    esac
done < <(jq -r '.implementations[] | select(.usable and (.implementation | startswith("pypy") | not)) |
    .worker | join(" ")' <<<"$pythons" |
    if [ -n "${TASKLOSS_TEST_PYTHONS-}" ]; then tail -n 3; else cat; fi)
