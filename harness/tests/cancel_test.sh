#!/usr/bin/env bash
# Jobs cancelled at each of their steps: each planted fault is found, and none where there is none;
# one that a cancellation at a single step shows is found there, and at no other.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
has jq

cases=$source/harness/tests/outcomes/cancelled
python=$(usable_python)
pypy=$("$taskloss" pythons --json | jq -r 'first(.implementations[] | select(.usable and
    (.implementation | startswith("pypy"))) | .path) // ""')
alone() { HOME=$temporary TASKLOSS_CACHE=$temporary PYENV_ROOT=$temporary "$taskloss" "$@" --jobs 2; }
checked() { alone check --results "$temporary/results" "$@" 2>"$temporary/progress"; }

holds() { checked "$@" --guard bare --pressure cancel >"$temporary/text" ||
    fail "the heads do not hold: $(cat "$temporary/text")"; }
holds "$cases" --python "$python"
holds "$cases"/{closes_when_collected,leaves,still_pending,wake_up_kept,never_ends}.py --python "$python+pytask"
[ -z "$pypy" ] || holds "$cases"/{wake_up_*,swallows}.py --python "$pypy"

# Each fault is a difference where the head knows nothing of it, and the sound ones have none.
mkdir "$temporary/heads"
for file in "$cases"/*.py; do
    sed 's/^\(cancel\.[a-z_]*\): all.*/\1: none/' "$file" >"$temporary/heads/${file##*/}"
done
status=0
checked "$temporary/heads" --python "$python" --guard bare --pressure cancel --json \
    >"$temporary/json" || status=$?
[ "$status" -eq 1 ] || fail "planted faults: exit status $status"
cat "$cases"/*.py | grep -c '^cancel\.[a-z_]*: all' >"$temporary/planted"
jq '.differences | length' "$temporary/json" | diff - "$temporary/planted" ||
    fail "not each fault is a difference: $(jq -c '.differences[] | [.name, .text]' "$temporary/json")"
jq -e 'all(.differences[]; [.name] | inside(["closes_when_collected", "sound", "still_pending", "wake_up_passed"]) | not)' "$temporary/json" \
    >/dev/null || fail "a fault is found where there is none"

# The fault of one step: without cancel=K nobody sees it.
stalled_at() { alone run "$cases/wake_up_kept.py" --python "$python" --guard bare --json \
    --results "$temporary/results" --pressure "$1" 2>/dev/null | jq '.cells[0].stalled'; }
{ alone check "$temporary/heads/wake_up_kept.py" --python "$python" --pressure cancel --results \
    "$temporary/results" 2>/dev/null || true; } >"$temporary/text"
first=$(sed -n 's/^  why: *job [0-9]* cancelled at its loop step \([0-9]*\): [0-9]* stalled.*/\1/p' \
    "$temporary/text" | sed -n 1p)
[ "$(stalled_at "cancel=$first")" -gt 0 ] || fail "cancel=$first shows nothing"
[ "$(stalled_at "cancel=$((first - 1))")" -eq 0 ] || fail "cancel=$((first - 1)) stalls a job as well"
[ "$(stalled_at step)" -eq 0 ] || fail "a job stalls though none is cancelled"

# What was not cancelled is not cleared.
checked "$cases/sound.py" --python "$python" --pressure cancel=999 >"$temporary/text" && fail "cancel=999"
grep -q 'no job is pending at its loop step 999' "$temporary/text" || fail "$(cat "$temporary/text")"
refused 2 'cancel' alone run "$cases/sound.py" --pressure cancel=0

# check cancels where a head speaks of it, and a bare job only.
printf '"""Sleeps.\n\nid: quiet\nlost: none\n"""\nimport asyncio\n\n\nasync def job():\n    await asyncio.sleep(1)\n' \
    >"$temporary/quiet.py"
checked "$cases/sound.py" "$temporary/quiet.py" --python "$python" --json >"$temporary/json" || fail "check"
jq -e '[.cells[] | [.case, .guard, .pressure] | join(" ")] | sort == ["quiet bare step", "quiet set step",
    "sound bare cancel-some", "sound bare step", "sound set step"]' "$temporary/json" >/dev/null ||
    fail "$(jq -c '.cells[] | [.case, .guard, .pressure]' "$temporary/json")"
