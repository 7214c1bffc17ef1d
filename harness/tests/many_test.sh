#!/usr/bin/env bash
# Very many jobs in one trial: each is counted, too many are refused in one line, a memory limit is told
# long before it is hit, and a trial that takes long says how far it is.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
has jq

cases=$source/harness/tests/many
pythons=$("$taskloss" pythons --json | jq -r '[.implementations[] | select(.usable and .build == "")
    | select(.implementation | startswith("pypy") | not) | .path] | .[0, -1]' | sort -u)
search_less

# run STATUS OPTION...: on $python.
run() {
    local expected=$1 status=0
    shift
    "$taskloss" run --json --python "$python" --guard bare --results "$temporary/results" -j1 "$@" \
        >"$temporary/out" 2>"$temporary/err" || status=$?
    [ $status = "$expected" ] || fail "$*: status $status: $(cat "$temporary/out" "$temporary/err")"
}
holds() { jq -e "$1" "$temporary/out" >/dev/null || fail "$python: not so: $1 ($(jq -c .cells "$temporary/out"))"; }

jobs=20000
for python in $pythons; do
    run 0 "$cases/kept_but_some.py" --jobs $jobs --pressure step=9 --oracle off --memory 1500 --deadline 120
    holds ".cells[0] | .measured == 1 and .spawned == $jobs and .lost == $jobs / 1000 and .finished == $jobs * 999 / 1000"
    jobs=200000
done
# The oracle sees each of them, beyond those of which every step is noted.
run 0 "$cases/kept_but_some.py" --jobs 20000 --pressure step=9 --wait 10
holds '.cells[0] | .lost == 20 and .jobs[7].exposed_steps > 0 and .exposed_steps == 20 * .jobs[7].exposed_steps'

run 3 "$cases/kept_but_some.py" --jobs 200000 --memory 40 --deadline 120
holds '.cells[0].why | test("^control: memory: its 200000 jobs take about [0-9]+ MiB, .* --memory allows 40")'
run 3 "$cases/kept_but_some.py" --jobs 200000 --memory 40 --deadline 120 --isolation snapshot
holds '.cells[0].why | test("its 200000 jobs take about")'

refused 2 '--jobs.*1000000' "$taskloss" run --jobs 1000001 b01

python3 - "$taskloss" run "$cases/takes_long.py" --python "$python" --results "$temporary/results" -j1 \
    >"$temporary/terminal" <<'END'
import pty
import sys
sys.exit(pty.spawn(sys.argv[1:]) >> 8)
END
grep -q '0 of 1 cells.*; control: 0 tasks, loop step 0' "$temporary/terminal" ||
    fail "it did not say how far it was: $(cat "$temporary/terminal")"
