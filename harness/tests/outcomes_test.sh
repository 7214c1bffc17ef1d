#!/usr/bin/env bash
# What becomes of jobs and of trials: each case in outcomes/ states it at its head, on every Python.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
has jq
results=$temporary/results

# The last releases of three kinds stand for all; TASKLOSS_OUTCOMES=all tries each Python.
pythons=(--python "$(usable_python)")
if [ "${TASKLOSS_OUTCOMES:-}" = all ]; then
    pythons=(--python all)
elif "$taskloss" pythons --json | jq -e '[.implementations[] | select(.usable and
        (.implementation | startswith("pypy")))] | length > 0' >/dev/null; then
    pythons+=(--python pypy)
fi

# as_stated FOLDER: every head in it holds.
as_stated() {
    "$taskloss" check "${pythons[@]}" --guard all --deadline 30 --results "$results" \
        "$source/harness/tests/outcomes/$1" >"$temporary/out" 2>&1 ||
        fail "$1: $(grep -v '^  re' "$temporary/out")"
}

as_stated silent
