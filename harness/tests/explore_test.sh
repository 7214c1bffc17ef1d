#!/usr/bin/env bash
# `taskloss explore` finds the windows in which jobs are destroyed: one, two, one inside a loop step,
# and none; and the command that it prints shows the loss, while one allocation less does not.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
has jq

fates=$source/harness/tests/fates
python=$(usable_python)
# Looks for Pythons in one folder only: to find and try all of them takes longer than all else.
alone() { HOME=$temporary TASKLOSS_CACHE=$temporary PYENV_ROOT=$temporary "$taskloss" "$@"; }
explore() { alone explore --results "$temporary/results" "$@" 2>"$temporary/progress"; }

refused 2 'which case' alone explore
refused 2 "'all' is every case" alone explore all a01
refused 2 'chooses the pressures itself' alone explore a01 --pressure step
refused 2 'not known before' alone explore a01 --list
refused 2 'each point needs one trial' alone explore a01 --trials 9
refused 2 'within: .many' alone explore a01 --within many

explore event_in_weak_registry event_kept "$fates/two_windows.py" "$fates/exposed_inside_a_step.py" \
    --python "$python" --json >"$temporary/explored.json" ||
    fail "explore ends with $?: $(cat "$temporary/progress")"
explored() { jq -e --arg case "$1" ".explored[] | select(.case == \$case) | $2" \
    "$temporary/explored.json" >/dev/null || fail "$1: $(jq -c --arg case "$1" \
    '.explored[] | select(.case == $case) | {jobs, smallest, why}' "$temporary/explored.json")"; }
jq -e 'all(.explored[]; .unmeasured == 0 and .why == null and .inner_points > .step_points)' \
    "$temporary/explored.json" >/dev/null || fail "too little was looked at"
explored a31 '(.jobs | length == 4) and all(.jobs[]; (.windows | length == 1) and
    .windows[0].fate == "lost" and .windows[0].first.step < .windows[0].last.step)'
explored two 'all(.jobs[]; (.windows | length == 2) and
    .windows[0].last.step < .windows[1].first.step)'
explored inside 'all(.jobs[]; (.windows | length == 1) and
    .windows[0].first.step == .windows[0].last.step and
    .windows[0].last.allocation - .windows[0].first.allocation > 4000)'
kept=$(jq -r '.explored[] | select(.smallest == null) | .case' "$temporary/explored.json")
[ -n "$kept" ] && explored "$kept" 'all(.jobs[]; .windows == [])'

# What it prints shows the loss, and is as far to the front as can be.
lost_at() { # K
    local words
    words=$(jq -r '.explored[] | select(.case == "a31") | .smallest.command' \
        "$temporary/explored.json" | sed "s/^taskloss run //; s/alloc=[0-9]*/alloc=$1/")
    # shellcheck disable=SC2086
    alone run $words --results "$temporary/again" --json 2>/dev/null | jq '.cells[0].lost'
}
smallest=$(jq -r '.explored[] | select(.case == "a31") | .smallest.pressure | ltrimstr("alloc=")' \
    "$temporary/explored.json")
[ "$(lost_at "$smallest")" -ge 1 ] || fail "alloc=$smallest loses nothing"
[ "$(lost_at $((smallest - 1)))" -eq 0 ] || fail "alloc=$((smallest - 1)) loses as well"

# Cancelled at each K: where a wake-up is kept others stall, and nothing is where it is passed on.
planted=$source/harness/tests/outcomes/cancelled
refused 2 'does not go with --cancel' alone explore a01 --cancel --within 2
explore "$planted"/wake_up_{kept,passed}.py --python "$python" --cancel --json >"$temporary/cancelled.json" ||
    fail "explore --cancel ends with $?: $(cat "$temporary/progress")"
cancelled() { jq -e --arg case "$1" ".explored[] | select(.case == \$case) | $2" \
    "$temporary/cancelled.json" >/dev/null || fail "$1: $(cat "$temporary/cancelled.json")"; }
first=$(jq -r '.explored[] | select(.case == "kept") | .smallest.pressure | ltrimstr("cancel=")' \
    "$temporary/cancelled.json")
cancelled kept ".unmeasured == 0 and $first > 1 and ([.cancelled[].step] | . == [range(1; length + 1)]) and
    all(.cancelled[]; .cancellations > 0 and (.step >= $first or .differs == {})) and
    any(.cancelled[]; .step == $first and .differs.stalled > 0)"
cancelled passed '.smallest == null and all(.cancelled[]; .differs == {})'
explore "$planted/wake_up_kept.py" --python "$python" --cancel >"$temporary/text" || fail "--cancel: $?"
grep -Eq '^  cancelled at loop step [0-9]+ to [0-9]+: [0-9]+ stalled' "$temporary/text" || fail "$(cat "$temporary/text")"

# A case that cannot be measured is none without a window.
status=0
printf '"""Fails.\n\nid: z1\nlost: none\n"""\nraise ValueError\n' >"$temporary/fails.py"
explore "$temporary/fails.py" --python "$python" >"$temporary/text" || status=$?
[ "$status" -eq 3 ] || fail "exit status $status where nothing was measured"
grep -q 'could not be measured' "$temporary/text" || fail "$(cat "$temporary/text")"

# Where allocations cannot be counted, the windows are of whole loop steps, and it says so.
pypy=$("$taskloss" pythons --json | jq -r '[.implementations[] | select(.usable and
    (.implementation | startswith("pypy"))) | .path][0] // empty')
if [ -n "$pypy" ]; then
    explore event_in_weak_registry --python "$pypy" >"$temporary/text" || fail "PyPy: $?"
    grep -q 'allocations cannot be counted' "$temporary/text" || fail "$(cat "$temporary/text")"
    grep -q 'job 0: lost at loop steps .* to' "$temporary/text" || fail "$(cat "$temporary/text")"
fi

# A share of the points would be read as all of them.
for option in --list --resume --shard=1/2 --until=5%; do
    refused 2 'not for explore' "$taskloss" explore event_in_weak_registry --python "$python" "$option"
done
