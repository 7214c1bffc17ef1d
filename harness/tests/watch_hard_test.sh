#!/usr/bin/env bash
# Programs that are hard to watch: what they lose is found, and none dies of being watched. What
# cannot be watched is said to be in one line.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
has jq
! sanitized || skip "a sanitized library cannot be preloaded"

export TMPDIR=$temporary # a killed watch leaves its file of events there
python=$(usable_python)
library=$("$taskloss" pythons --json | jq -r --arg python "$python" \
    '[.implementations[] | select(.path != $python and .libpython != null and (.path | startswith("/usr/") | not)) | .libpython][0] // empty')

# watched STATUS OPTION... -- ARGUMENT...: ends so, and the three lost jobs are in the report.
watched() {
    local status=0 want=$1 options=()
    shift
    while [ "$1" != -- ]; do options+=("$1") && shift; done
    shift
    # In a shell of its own, which says nothing of a signal that ends its program.
    bash -c '"$@"; exit $?' - "$taskloss" watch --no-results --budget 100% --json "$temporary/json" \
        "${options[@]}" -- "$python" -W ignore "$source/harness/tests/watch/planted.py" "$@" \
        </dev/null >"$temporary/out" 2>"$temporary/err" || status=$?
    [ "$status" -eq "$want" ] || fail "$*: status $status, not $want: $(cat "$temporary/err")"
}
# found COUNT: so many tasks, all made at one line.
found() {
    local count
    count=$(jq '[.findings[] | select(.kind == "would-be-lost") | .count] | add' "$temporary/json")
    [ "$count" = "$1" ] || fail "found $count tasks, not $1: $(cat "$temporary/err")"
}

watched 1 -- forks
found 48
watched 1 -- executes
watched 1 -- closes
found 3
watched 1 --wait -- leaves
found 3
watched 137 -- is_killed
found 3
watched 1 -- ends_early
if [ -n "$library" ]; then
    watched 1 -- loads "$library"
    found 6
fi

# Where a task was made is what the program itself says of its stack, on each Python here.
places='[.findings[].made | map([(.function | split(".") | last), .line])] | unique'
for each in $("$taskloss" pythons --json | jq -r '.implementations[] | select(.usable) | .path'); do
    [ -f "$each" ] || continue
    "$taskloss" watch --no-results --budget 100% --json "$temporary/json" -- \
        "$each" -W ignore "$source/harness/tests/watch/made_where.py" >"$temporary/out" 2>"$temporary/err" || true
    [ "$(jq -c "$places" "$temporary/json")" = "$(jq -c unique "$temporary/out")" ] ||
        fail "$each: made elsewhere: $(jq -c "$places" "$temporary/json"), not $(jq -c unique "$temporary/out")"
done

# Whatever their environment, and without seeing by what.
watched 1 -- empties
found 9

# What is not watched is told of.
watched 1 -- is_pure
found 3
grep -q "not all was watched: tasks of asyncio's Task in pure Python" "$temporary/err" ||
    fail "tasks in pure Python went by without a word"
if "$python" -c 'import _testcapi'; then
    watched 1 -- divides
    found 3
    ! "$python" -c 'import _asyncio, sys; sys.exit(not _asyncio.Task.__flags__ >> 9 & 1)' ||
        grep -q 'not all was watched: the loops of another interpreter' "$temporary/err" ||
        fail "a sub-interpreter went by without a word"
fi

# Who cannot write to the file of events is heard all the same.
watched 1 -- exhausts
found 3
watched 1 -- grows
found 3
if [ "$(id -u)" -eq 0 ]; then
    watched 1 -- drops
    found 3
    watched 1 -- moves "$temporary"
    found 3
fi
if setpriv --reuid=65534 "$python" -c 'open("'"$source"'/harness/tests/watch/planted.py"), open("'"$build"'/taskloss")' 2>"$temporary/err"; then
    watched 1 -- drops_and_executes
    found 3
fi

# What the watch itself cannot keep is said, and clears nothing.
status=0
(
    ulimit -f 0
    "$taskloss" watch --no-results -- "$python" -B -W ignore "$source/harness/tests/watch/planted.py" \
        plainly 2>&1 || echo "status $?"
) </dev/null | cat >"$temporary/err"
grep -q '^status 3$' "$temporary/err" || fail "cleared, but not kept: $(cat "$temporary/err")"
grep -q 'what process [0-9]* told could not be kept: File too large' "$temporary/err" ||
    fail "not told what was not kept: $(cat "$temporary/err")"

refused 3 "cannot start '/no/such'" "$taskloss" watch --no-results -- /no/such
refused 3 "is setuid" "$taskloss" watch --no-results -- "$(command -v su)"

# The watch itself is killed: what it had found is in the results, as a run without an end.
"$taskloss" watch --results "$temporary/results" --budget 100% -- "$python" -W ignore \
    "$source/harness/tests/watch/planted.py" lingers >"$temporary/out" 2>"$temporary/err" &
watch=$!
for _ in $(seq 300); do
    [ ! -s "$temporary/out" ] || break
    sleep 0.1
done
kill -KILL "$watch" "$(cat "$temporary/out")"
wait "$watch" 2>/dev/null || true
status=0
"$taskloss" report --results "$temporary/results" >"$temporary/out" 2>"$temporary/err" || status=$?
[ "$status" -eq 3 ] || fail "report of a killed watch: status $status"
grep -q 'has not come to its end' "$temporary/err" || fail "a killed watch is called whole"
grep -q 'planted.py:.* 3 tasks would have been lost' "$temporary/out" ||
    fail "a killed watch has lost its findings: $(cat "$temporary/out")"
