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

for python in $pythons; do
    run 0 lists_beside_thread --trials 6 --pressure off
    holds '.cells[0].facts | (.varied | .trial == 0 and .control == 0) and (.unwinder | .trial == 6 and .control == 6)'
    run 0 lists_descriptors --trials 2 --audit
    says '^2 of 2 trials ran by snapshot'
    for how in fork snapshot; do
        run 0 lists_descriptors --trials 1 --isolation $how
        jq '.cells[0].facts.listed.trial' "$temporary/out" >"$temporary/$how"
    done
    cmp "$temporary/fork" "$temporary/snapshot" || fail "$python: descriptors of our own are listed"
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

# And what a snapshot can undo needs no other process for the next case.
sed 's/^id: remembers/&_more/' "$temporary/remembers_process.py" >"$temporary/remembers_more.py"
for python in $pythons; do
    rm -f "$temporary/processes"
    run 0 remembers_process --trials 2 "$temporary/leaves_less_at_import.py" "$temporary/finds_at_import.py" \
        "$temporary/remembers_more.py"
    says '^8 of 8 trials ran by snapshot'
    holds '[.cells[] | select(.case == "import_3").facts.found | .trial, .control] | min >= 18'
    holds '[.cells[] | select(.case == "import_2").facts.found | .trial, .control] == [0, 0]'
    holds '[.cells[] | select(.case | startswith("remembers")).facts.was_here.control] | add == 3'
done

run 0 remembers_process --trials 2 --isolation fork "$temporary/remembers_more.py"
holds '[.cells[] | select(.case | startswith("remembers")).facts.was_here.control] | add == 0'

# An import that fails, ends its process, takes too long, prints or takes much is the same both ways.
imports() { # NAME LINE
    printf '"""Its import does what no other does.\n\nid: %s\njob: none\nran: all\nguards: bare\nsource: own\n"""\n%s\n%s\n' \
        "$1" "$2" 'def program(trial): trial.note("ran", 1)' >"$temporary/$1.py"
}
imports fails_at_import '1 / 0'
imports ends_at_import 'import os; os._exit(3)'
imports hangs_at_import 'while True: pass'
imports prints_at_import 'print("seen", flush=True)'
imports takes_at_import 'much = bytearray(30 << 20)'
for how in fork snapshot; do
    run 3 fails_at_import --trials 2 --pressure off --deadline 2 --isolation $how \
        "$temporary"/{ends,hangs,prints,takes}_at_import.py
    { jq -S '[.cells[] | {case, trials, measured, endings, facts}]' "$temporary/out"; grep '^.*at_import\|could not' "$temporary/err"; } \
        >"$temporary/$how" || true
done
diff "$temporary/fork" "$temporary/snapshot" || fail "$python: imports differ"
[ "$(jq -c '[.cells[].measured] | sort' "$temporary/out")" = '[0,0,0,2,2]' ] || fail "$python: $(cat "$temporary/fork")"

# Where the machine allows none, it is said once, whatever was asked for; else only who asked is told.
cat >"$temporary/forbid.py" <<'END'
import ctypes, os, struct, sys
steps = [(0x20, 0, 0, 0), (0x15, 0, 1, 323), (6, 0, 0, 0x50001), (6, 0, 0, 0x7fff0000)]  # userfaultfd: EPERM
program = ctypes.create_string_buffer(b''.join(struct.pack('HBBI', *step) for step in steps))
libc = ctypes.CDLL(None, use_errno=True)
filter = struct.pack('HxxxxxxQ', len(steps), ctypes.addressof(program))
assert libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, filter, 0, 0) == 0
os.execv(sys.argv[1], sys.argv[1:])
END
quiet() { [ ! -s "$temporary/err" ] || ! grep "snapshot\|by fork" "$temporary/err" || fail "$python: said to who did not ask"; }
by_default() {
    "$@" "$taskloss" run --python "$python" --results "$temporary/results" -j1 --trials 2 --pressure off \
        "$temporary/finds_at_import.py" "$temporary/starts_thread.py" >"$temporary/out" 2>"$temporary/err" ||
        fail "$python: status $? ($(cat "$temporary/err"))"
}
by_default env
quiet
by_default "$python" "$temporary/forbid.py"
says '^4 ran by fork: userfaultfd is forbidden here'
