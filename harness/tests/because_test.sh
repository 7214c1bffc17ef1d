#!/usr/bin/env bash
# Why a new loss of `check` is one: the cycle, or the link that differs from a Python that is safe.
# What is as expected has nothing to say. The page shows it folded, and a name of the program's that
# is markup stays text.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
has jq

all_pythons=$("$taskloss" pythons --json)
python=$(usable_python)
python_of() {
    jq -r --arg version "$1" '[.implementations[]
        | select(.usable and .build == "" and (.implementation | startswith($version + ".")))
        | .path][-1] // empty' <<<"$all_pythons"
}

cat >"$temporary/unexpected.py" <<'CASE'
"""A job that only its own cycle holds, and a head that does not know it.

id: z8
lost: none
"""
import asyncio
import weakref

waiting = weakref.WeakSet()
Odd = type('<b>&', (), {'__slots__': ('future', '__weakref__')})


async def job():
    odd = Odd()
    odd.future = asyncio.get_event_loop().create_future()
    waiting.add(odd)
    await odd.future


def wake():
    for odd in list(waiting):
        odd.future.set_result(None)
CASE
alone() { HOME=$temporary TASKLOSS_CACHE=$temporary PYENV_ROOT=$temporary "$taskloss" "$@"; }
check() { alone check "$temporary/unexpected.py" --python "$python" --results "$temporary/checked" \
    --guard "$@" 2>/dev/null; }
status=0
check bare,set --json >"$temporary/check.json" || status=$?
[ "$status" -eq 1 ] || fail "exit status $status where a job is lost that was not"
jq -e '.differences | length == 1 and (.[0].because |
    startswith("a cycle that only holds itself: Task job()") and contains("local odd → <b>&"))' \
    "$temporary/check.json" >/dev/null || fail "$(jq -c .differences "$temporary/check.json")"
check bare,set >"$temporary/check.txt" || true
[ "$(grep -c '^ *why: ' "$temporary/check.txt")" -eq 1 ] || fail "$(cat "$temporary/check.txt")"
grep -q '^ *why: *a cycle that only holds itself: Task job()' "$temporary/check.txt" ||
    fail "the text does not say why: $(cat "$temporary/check.txt")"
alone report --results "$temporary/checked" --format html --why -o "$temporary/page.html"
grep -q '<summary>Why</summary><pre>a cycle .*local odd → &lt;b&gt;&amp;' "$temporary/page.html" ||
    fail "the page does not say why"
refused 2 'for the page' alone report --results "$temporary/checked" --why

# Two Pythons, of which one is safe: both sides of the link.
old=$(python_of 3.7) new=$(python_of 3.8)
if [ -n "$old" ] && [ -n "$new" ]; then
    sed 's/^lost:.*/lost: none/; s/^id:.*/id: z9/' "$source/cases/stream_client_read.py" \
        >"$temporary/unexpected.py"
    alone check "$temporary/unexpected.py" --python "$old" --python "$new" --guard bare --json \
        --results "$temporary/checked" >"$temporary/check.json" 2>/dev/null || true
    jq -e '.differences | length == 1 and (.[0].because |
        test("_stream_reader holds StreamReader\n.*_stream_reader_wr is weak"))' \
        "$temporary/check.json" >/dev/null || fail "$(jq -c .differences "$temporary/check.json")"

    # Where the check looked at one Python only, another of this machine is asked.
    "$taskloss" check "$temporary/unexpected.py" --python "$new" --guard bare --json \
        --results "$temporary/checked" >"$temporary/check.json" 2>/dev/null || true
    jq -e '.differences | length == 1 and (.[0].because |
        test("_stream_reader holds StreamReader\n.*_stream_reader_wr is weak"))' \
        "$temporary/check.json" >/dev/null || fail "alone: $(jq -c .differences "$temporary/check.json")"
fi
