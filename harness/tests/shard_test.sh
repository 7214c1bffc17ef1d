#!/usr/bin/env bash
# Shares of a run, one of them killed and gone on with, make the same report as the run itself.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
has jq

python=$(usable_python)
search_less
pressures=step,natural
guards=bare,set
asked=(--python "$python" --guard "$guards" --pressure "$pressures" --trials 3 --ballast 0 --wait 10
    a31 a39 e11) # which do not ask the kernel how far it is

# run NAME OPTION...: into a results folder of that name.
run() {
    local name=$1 status=0
    shift
    "$taskloss" run "${asked[@]}" --results "$temporary/$name" "$@" >"$temporary/$name.txt" \
        2>"$temporary/$name.err" || status=$?
    return "$status"
}

# What is not of its own time and place.
told() {
    "$taskloss" report --results "$temporary/$1" -f "$2" | if [ "$2" = json ]; then
        jq -S 'del(.run.started, .run.ended, .run.id, .run.command, (.. | .trial?, .replay?))'
    else
        sed 's/ --results [^ <]*//'
    fi
}

run whole || fail "the whole ended with $?"
cells=$(jq '.cells | length' <("$taskloss" report --results "$temporary/whole" -f json))

# The second share is killed as soon as it has stored something, then gone on with.
for share in 1 3; do run "share$share" --shard "$share/3" || fail "share $share ended with $?"; done
"$taskloss" run "${asked[@]}" --results "$temporary/share2" --shard 2/3 -j1 >/dev/null 2>&1 &
victim=$!
for ((i = 0; i < 600; i++)); do
    stored=$("$taskloss" report --results "$temporary/share2" -f json 2>/dev/null |
        jq '[.cells[].trials] | add // 0' || true)
    if [ "${stored:-0}" -gt 0 ] || ! kill -0 "$victim" 2>/dev/null; then break; fi
    sleep 0.02
done
kill -KILL "$victim" 2>/dev/null || true
wait "$victim" 2>/dev/null || true

if ! "$taskloss" runs --results "$temporary/share2" --json | jq -e '.runs[0].ended' >/dev/null; then
    status=0
    "$taskloss" merge "$temporary/early" "$temporary"/share[123] >/dev/null 2>&1 || status=$?
    [ "$status" -eq 3 ] || fail "a merge with a killed share ended with $status"
fi
run share2 --shard 2/3 --resume || fail "the killed share ended with $?"
run share2 --shard 2/3 --resume || fail "a share that has ended, gone on with, ended with $?"
[ "$("$taskloss" runs --results "$temporary/share2" --json | jq '.runs | length')" -eq 1 ] ||
    fail "a share that is gone on with is another run"

"$taskloss" merge "$temporary/merged" "$temporary"/share[123] >"$temporary/merge.txt" ||
    fail "the merge ended with $?"
grep -q ": $cells cells, " "$temporary/merge.txt" || fail "not $cells cells: $(cat "$temporary/merge.txt")"
for format in table markdown csv json; do
    diff <(told whole "$format") <(told merged "$format") >&2 || fail "$format: what is merged is not the whole"
done

# What both have must agree, and what was asked for must be the same.
"$taskloss" merge "$temporary/twice" "$temporary/whole" "$temporary/merged" >/dev/null ||
    fail "the same twice ended with $?"
diff <(told whole csv) <(told twice csv) || fail "the same twice is not the same"
cp -r "$temporary/share1" "$temporary/wrong"
python3 - "$temporary/wrong/taskloss.sqlite" <<'PYTHON'
import sqlite3
import sys

with sqlite3.connect(sys.argv[1]) as connection:
    connection.execute("update trials set trial_steps = trial_steps + 1")
PYTHON
refused 3 'is also elsewhere, with another trial_steps' \
    "$taskloss" merge "$temporary/bad" "$temporary/whole" "$temporary/wrong"
[ "$("$taskloss" runs --results "$temporary/bad" --json | jq '.runs | length')" -eq 0 ] ||
    fail "a merge that was refused left a run"
run other --shard 1/3 --seed 9 || fail "another seed ended with $?"
refused 2 'their --seed is not the same' \
    "$taskloss" merge "$temporary/bad" "$temporary/share1" "$temporary/other"
refused 2 'cannot be gone on with: its --seed is another' \
    "$taskloss" run "${asked[@]}" --seed 4 --results "$temporary/share1" --resume
refused 2 'cannot be gone on with: .* are not those' \
    "$taskloss" run "${asked[@]}" --shard 2/3 --results "$temporary/share1" --resume
refused 2 'is one of the shares' "$taskloss" merge "$temporary/share1" "$temporary/share1"
refused 2 '^taskloss: --shard: ' "$taskloss" run --shard 4/3 a31

# A share without a cell measures nothing, and says so.
for ((number = 1; number <= 50; number++)); do
    cells=$("$taskloss" run "${asked[@]}" --shard "$number/50" --list | wc -l)
    if [ "$cells" -eq 0 ]; then break; fi
done
run none --shard "$number/50" || fail "an empty share ended with $?"
grep -q "^no cell is in share $number of 50: nothing is measured here" "$temporary/none.err" ||
    fail "an empty share does not say so: $(cat "$temporary/none.err")"
