#!/usr/bin/env bash
# Trials by snapshot: what one leaves no other finds, what cannot be undone ends its process, and an
# audit runs them by fork as well.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
has jq

pythons=$("$taskloss" pythons --json | jq -r '[.implementations[] | select(.usable and .build == "")
    | select(.implementation | startswith("pypy") | not) | .path] | .[0, -1]' | sort -u)
search_less
cp "$source"/harness/tests/isolation/*.py "$temporary"

# run STATUS CASE OPTION...: by snapshot on $python.
run() {
    local expected=$1 case=$2 status=0
    shift 2
    "$taskloss" run --json --python "$python" --isolation snapshot --results "$temporary/results" -j1 "$@" \
        "$temporary/$case.py" >"$temporary/out" 2>"$temporary/err" || status=$?
    if [ $status != "$expected" ]; then
        cat "$temporary/out" "$temporary/err"
        fail "$case on $python: status $status"
    fi
}
says() { grep -q "$1" "$temporary/err" || fail "$python: not said: $1 ($(cat "$temporary/err"))"; }
holds() { jq -e "$1" "$temporary/out" >/dev/null || fail "$python: not so: $1 ($(jq -c .cells "$temporary/out"))"; }

python=$(head -n 1 <<<"$pythons")
run 0 leaves_much --trials 1
if grep -q ' ran by fork: .*\(userfaultfd\|seccomp\|kernel\|descriptors are\|sanitizer\)' "$temporary/err"; then
    skip "no snapshots here: $(cat "$temporary/err")"
fi

for python in $pythons; do
    run 0 leaves_much --trials 6 --pressure step,natural --ballast 20000 --audit
    says '^12 of 12 trials ran by snapshot'
    says '^12 were run by fork as well; 0 of these'
    holds '.run.isolation == "snapshot" and (.cells | all(.trials == 6 and .facts.found.trial == 0))'
done

for case in starts_thread starts_child; do
    run 0 "$case" --trials 3
    says '^0 of 3 trials ran by snapshot'
    says '^3 ran by fork: it started a thread or a process'
    holds '.cells[0].trials == 3 and .cells[0].facts.found.trial == 0'
done

run 3 crashes_once --trials 20 --pressure off
says '^1[5-9] of 20 trials ran by snapshot'
cp "$temporary/out" "$temporary/snapshot"
run 3 crashes_once --trials 20 --pressure off --isolation fork
diff <(jq '.cells[0] | {trials, endings, facts}' "$temporary/out") \
    <(jq '.cells[0] | {trials, endings, facts}' "$temporary/snapshot") || fail "$python: crashes differ"

head_asks() { sed 's/^id: remembers/&_alone\nisolation: fork/' "$temporary/remembers_process.py"; }
head_asks >"$temporary/remembers_alone.py"
run 0 remembers_process --trials 3
holds '.cells[0].facts.was_here.trial > 0'
run 0 remembers_alone --trials 3
says '^3 ran by fork: the head of its case asks for it'
holds '.cells[0].facts.was_here.trial == 0'
run 0 remembers_alone --trials 3 --audit
says '^0 of 3 trials ran by snapshot'

run 3 remembers_process --trials 3 --audit
holds '.cells[0].measured == 0'
grep -q 'by snapshot and by fork it is not the same: a bug of taskloss: the [a-z]* of its' "$temporary/out" ||
    fail "$python: the audit saw nothing"

# What the import of one case leaves, the next one in the same worker does not find.
for how in fork snapshot; do
    run 0 finds_at_import --trials 2 --isolation $how "$temporary/leaves_at_import.py"
    holds '[.cells[] | select(.case == "import_1").facts.found.trial][0] >= 16'
    holds '[.cells[] | select(.case == "import_2")][0] | .trials == 2 and .facts.found.trial == 0'
done
