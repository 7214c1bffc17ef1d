#!/usr/bin/env bash
# What becomes of jobs and of trials: each case in outcomes/ states it at its head, on every Python.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
has jq
results=$temporary/results

# One CPython and a PyPy stand for all; TASKLOSS_OUTCOMES=all tries each Python.
python=$(usable_python)
pythons=(--python "$python")
if [ "${TASKLOSS_OUTCOMES:-}" = all ]; then
    pythons=(--python all)
else
    pypy=$("$taskloss" pythons --json | jq -r 'first(.implementations[] | select(.usable and
        (.implementation | startswith("pypy"))) | .path) // ""')
    [ -z "$pypy" ] || pythons+=(--python "$pypy")
    # No other is found: each check starts sooner.
    export TASKLOSS_CACHE=$temporary HOME=$temporary PATH=/usr/bin:/bin
    unset PYENV_ROOT
fi

# as_stated FOLDER: every head in it holds.
as_stated() {
    "$taskloss" check "${pythons[@]}" --guard all --deadline 30 --results "$results" \
        "$source/harness/tests/outcomes/$1" >"$temporary/out" 2>&1 ||
        fail "$1: $(grep -v '^  re' "$temporary/out")"
}

as_stated silent
as_stated rescued

# --- a deadline is the program's: what collections take is not ---
for isolation in fork snapshot; do
    "$taskloss" check --python "$python" --guard bare --deadline 1 --isolation "$isolation" \
        --results "$results" "$source/harness/tests/outcomes/slow" >"$temporary/out" 2>&1 ||
        fail "slow collections, by $isolation: $(grep -v '^  re' "$temporary/out")"
done

# --- what a loss drags along: a finding, whatever it is, in every format ---
# followed THEN LINE: with a bare job, and with a kept one that waits for what is destroyed.
followed() {
    export TASKLOSS_TEST_THEN=$1
    as_stated followed
    "$taskloss" check --python "$python" --guard bare,set --results "$results" \
        --json "$temporary/bare.py" >"$temporary/json" 2>/dev/null && fail "$1: an exit status of 0"
    jq -e --arg line "$2" '[.cells[] | select(.guard == "bare") | .lost == 4 and
        (.followed | contains($line))] == [true]' "$temporary/json" >/dev/null ||
        fail "$1: $(jq -c '.cells[] | [.lost, .followed, .why]' "$temporary/json")"
    jq -e '[.cells[] | select(.guard == "set") | .lost == 0 and .followed == null and
        .why == null] == [true]' "$temporary/json" >/dev/null || fail "$1: something follows no loss"
}
sed 's/^lost: all/lost: none/' "$source/harness/tests/outcomes/followed/bare.py" >"$temporary/bare.py"
followed fail 'exit 1: ValueError: a job is missing'
followed exit 'exit 7'
followed leave 'exit 9'
followed leave-well 'exit 0: it left before its end, with status 0'
followed abort 'signal 6'
followed crash 'signal 11'
followed memory memory
followed hang 'deadline: it waited for something that could never come'
for format in table markdown tap junit html json csv; do
    "$taskloss" report --results "$results" --format "$format" >"$temporary/report" ||
        [ $? -eq 1 ] || fail "report --format $format"
    grep -q 'it waited for something that could never come' "$temporary/report" ||
        fail "$format does not say what followed"
done

# --- limits: all of it, or one line that costs this cell alone ---
declare -A line=(
    [facts_too_many]='it noted more than 65536 facts, or more than 4194304 bytes of their names'
    [names_too_long]='it noted more than 65536 facts, or more than 4194304 bytes of their names'
    [name_surrogate]="CaseError: the name of a fact is no text: '\\udc80'"
    [name_zero]="CaseError: the name of a fact is no text: 'a\\x00b'"
    [name_empty]="CaseError: the name of a fact is no text: ''"
    [name_number]='CaseError: the name of a fact is no text: 1'
    [value_too_great]="CaseError: trial.note('big', ...) is given no whole number of 64 bits"
    [value_half]="CaseError: trial.note('half', ...) is given no whole number of 64 bits"
    [raises_long]='ValueError: ééé'
    [raises_lines]='ValueError: first second ]0;X \x00third'
    [raises_surrogate]='ValueError: \udc80 text'
    [raises_no_text]='Error: <'
    [job_raises_long]='4 of 4 jobs fail without any collection: ValueError: ééé'
    [job_raises_surrogate]='4 of 4 jobs fail without any collection: ValueError: '
    [count_name]="the case notes 'lost', which is a count of its own: give the fact another name"
    [names_look_alike]="two facts of the trial are called 'fact '"
    [waits_for_ever]='control: deadline: it waited for something that could never come'
    [job_raises]='4 of 4 jobs fail without any collection: ValueError: on purpose'
    [fails_alone]='trial: exit 1: AssertionError (line '
    [no_job]="no job seen; tasks were made of work (4); 'job: work' in the head counts them"
)
status=0
"$taskloss" check "${pythons[@]}" --deadline 60 --results "$results" --json \
    "$source/harness/tests/outcomes/limits" >"$temporary/json" 2>/dev/null || status=$?
[ "$status" -eq 3 ] || fail "limits: exit status $status"
jq -r '.cells[] | [.name, .why // "-"] | @tsv' "$temporary/json" >"$temporary/cells"
while IFS=$'\t' read -r name why; do
    expected=${line[$name]:--}
    # Escaped once more by @tsv.
    [[ ${why//\\\\/\\} == *"$expected"* ]] || fail "$name: '$why', not '$expected'"
done <"$temporary/cells"
[ "$(wc -l <"$temporary/cells")" -gt 21 ] || fail "not all limits were tried"
jq -e '[.cells[] | select(.why == null and .name != "never_noted") | .verdict] | unique ==
    ["as-expected"]' "$temporary/json" >/dev/null || fail "limits: $(jq -c .differences "$temporary/json")"
line[never_noted]='grown: the head expects it, and the program never noted such a fact'
jq -r '.differences[] | select(.name == "never_noted") | .text' "$temporary/json" |
    grep -qF "${line[never_noted]}" || fail "a fact that was never noted"
jq -e '[.cells[] | select(.name == "facts_many") | .facts | length] | unique == [10000]' \
    "$temporary/json" >/dev/null || fail "not all facts are there"
grep -q 'raises_long.*…$' <(cut -c1-2000 "$temporary/cells") || fail "a cut that is not marked"

# The page of the README has each of these lines as it is printed.
line[tasks_too_many]='it made more than 4194304 tasks' # LEDGER_ENTRIES_MAX
page=$(sed -n '/^## What taskloss cannot see/,/^## Limits/p' "$source/README.md")
for name in facts_too_many name_empty value_half tasks_too_many count_name names_look_alike \
    waits_for_ever job_raises fails_alone no_job never_noted; do
    [[ $page == *"\`"*"${line[$name]}"* ]] || fail "the README does not have: ${line[$name]}"
done

# Sums that have no room cost their cell.
status=0
"$taskloss" check --python "$python" --trials 2 --results "$results" --json \
    "$source/harness/tests/outcomes/limits/value_greatest.py" >"$temporary/json" 2>/dev/null || status=$?
[ "$status" -eq 3 ] || fail "a sum beyond 64 bits: exit status $status"
jq -e '.cells[0].why == "the numbers that the case notes as '"'big'"' sum up to more than 64 bits hold"' \
    "$temporary/json" >/dev/null || fail "a sum beyond 64 bits: $(jq .cells[0].why "$temporary/json")"

# What was printed: its end, which says so.
"$taskloss" check --python "$python" --results "$results" --seed 5 \
    "$source/harness/tests/outcomes/limits/prints_much.py" >/dev/null 2>&1 || fail "prints_much"
sqlite3 "$results/taskloss.sqlite" 'select output from trials order by id desc limit 1' 2>/dev/null |
    sed -n 1p | grep -c '^\[[0-9]* bytes before this are left out\]$' >/dev/null || ! command -v sqlite3 >/dev/null ||
    fail "output that was cut does not say so"
