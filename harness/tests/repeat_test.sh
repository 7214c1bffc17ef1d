#!/usr/bin/env bash
# Each difference that a check names comes with two commands: `repeat:` shows the same finding again,
# and `replay` says that the trial is the same.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
has jq

python=$(usable_python)
search_less
tests=$source/harness/tests
cd "$temporary"
cp -r "$tests/jobs" "$tests/steps" "$tests/outcomes" "$tests/fates" .

# wrong FILE OLD NEW: a head that expects something else.
wrong() {
    grep -q "^$2" "$1" || fail "$1 has no line $2"
    sed -i "s/^$2/$3/" "$1"
}

wrong jobs/spawned.py 'lost: all' 'lost: none'
wrong outcomes/followed/kept.py 'stalled: all' 'stalled: none'
wrong jobs/facts_only.py 'seen: all' 'seen: none'
cat >breaks.py <<'END'
"""A job that needs what another one lost fails.

id: breaks
lost: all
guards: bare
source: own
"""
import asyncio
import weakref

events = weakref.WeakValueDictionary()


async def first(done):
    event = events[0] = asyncio.Event()
    await event.wait()
    done.set_result(None)


async def second(done):
    await asyncio.wait_for(asyncio.shield(done), 3600)


async def main(trial):
    done = asyncio.get_event_loop().create_future()
    trial.spawn(first(done))
    trial.spawn(second(done))
    await trial.wait()
    for event in list(events.values()):
        event.set()
END
cat >hangs.py <<'END'
"""It is expected to hang, and does not.

id: hangs
lost: all
hangs: all
guards: bare
source: own
"""
import asyncio
import weakref

events = weakref.WeakValueDictionary()


async def job(number):
    event = events[number] = asyncio.Event()
    await event.wait()


def wake():
    for event in list(events.values()):
        event.set()
END
files=(jobs/spawned.py jobs/service_unnamed.py jobs/facts_only.py steps/plain_unseen.py
    steps/plain_unseen_off_before.py outcomes/followed/kept.py breaks.py hangs.py
    outcomes/limits/{never_noted,fails_alone,raises_lines,waits_for_ever,names_look_alike,count_name}.py
    fates/forked_loop.py)
"$taskloss" check "${files[@]}" --guard bare,set --python "$python" --seed 5 --results kept \
    --json >check.json 2>err && fail "it found nothing"

# Each of these kinds is among them.
for kind in 'lost: expected 0, saw 12' 'seen: expected 0, saw 1' 'stalled: expected 0, saw 4' \
    'broken: expected 0, saw 1' 'hangs: expected above 0, saw 0' 'no job seen' 'two facts' \
    'no collection fell while a job was pending' 'never noted such a fact' 'a child made tasks' \
    'count of its own' 'control: exit 1' 'could never come' 'trial: exit 1: AssertionError'; do
    jq -e --arg kind "$kind" 'any(.differences[].text; contains($kind))' check.json >/dev/null ||
        fail "no difference says '$kind': $(jq -r '.differences[].text' check.json)"
done

# What a cell says, but for what a check alone knows of it and what a forked process's time decides.
cell='del(.expected, .verdict, .expectations)
    | if .name == "forked_loop" then {implementation, name, guard, lost, why} else . end'
count=0 replayed=0
while IFS=$'\t' read -r id guard repeat replay; do
    eval "\"\$taskloss\" ${repeat#taskloss} --json --results again" >again.json 2>err ||
        [ $? -ne 2 ] || fail "it is no command: $repeat ($(tail -3 err))"
    jq -S ".cells[] | select(.case == \"$id\" and .guard == \"$guard\") | $cell" check.json >first
    jq -S ".cells[] | $cell" again.json >second
    diff first second || fail "another finding: $repeat"
    count=$((count + 1))
    [ -n "$replay" ] || continue # nothing of it could be kept
    eval "\"\$taskloss\" ${replay#taskloss}" >out 2>err ||
        fail "it ended with $?: $replay ($(cat out; tail -3 err))"
    replayed=$((replayed + 1))
done < <(jq -r '[.differences[] | [.case, .guard, .repeat, .replay]] | unique[] | @tsv' check.json)
if [ $count -lt 16 ] || [ $replayed -lt 14 ]; then fail "only $count were repeated, $replayed replayed"; fi
