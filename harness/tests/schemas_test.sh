#!/usr/bin/env bash
# Each JSON document is as its schema has it, and says which one that is.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
has jq
/usr/bin/python3 -c 'import jsonschema' 2>/dev/null || skip "there is no python3-jsonschema"

python=$(usable_python)
search_less
cd "$temporary"
schemas=$source/scripts/package/schemas
sed 's/^id: a31$/id: z31/; s/^lost: all$/lost: none/' "$source/cases/event_in_weak_registry.py" >wrong.py

asked=(--python "$python" --guard bare)
made() { # NAME STATUS COMMAND...
    local name=$1 want=$2 status=0
    shift 2
    "$@" >"$name.json" 2>err.txt || status=$?
    [ "$status" -eq "$want" ] || fail "$name ended with $status: $(cat err.txt)"
    jq -e --arg form "taskloss/$name/1" '.schema == $form' "$name.json" >/dev/null ||
        fail "$name says it is $(jq -c .schema "$name.json")"
}
made check 1 "$taskloss" check "${asked[@]}" --pressure step,natural --trials 3 a31 wrong.py --json \
    --sarif out.sarif --gitlab gitlab.json
made run 0 "$taskloss" run "${asked[@]}" a31 --json
made compare 0 "$taskloss" compare 1 1 --json
made cases 0 "$taskloss" cases --json
made pythons 0 "$taskloss" pythons --json
made runs 0 "$taskloss" runs --json
made explore 0 "$taskloss" explore "${asked[@]}" a31 --within 0 --json
made why 0 "$taskloss" why --python "$python" a31 --json
made config 0 "$taskloss" config --json
made version 0 "$taskloss" --version --json
cat >lose.py <<'END'
import asyncio, gc, weakref
async def job(loop):
    future = loop.create_future()
    async def inner():
        await future
    await inner()
async def main():
    asyncio.ensure_future(job(asyncio.get_running_loop()))
    await asyncio.sleep(0)
    gc.collect()
    await asyncio.sleep(0.1)
asyncio.run(main())
END
"$taskloss" watch --observe --json watch.json -- "$python" lose.py >/dev/null 2>&1 || true
"$taskloss" watch --observe -- "$python" lose.py >/dev/null 2>&1 || true
if [ -s watch.json ] && ! sanitized; then
    first=$("$taskloss" runs --json | jq '[.runs[] | select(.watch)][0].run')
    made changes 0 "$taskloss" compare "$first" "$((first + 1))" --json
fi

documents=()
for schema in "$schemas"/*.json; do
    document=${schema##*/}
    if [ -e "$document" ]; then documents+=("$document"); else echo "not made here: $document"; fi
done
[ ${#documents[@]} -ge 10 ] || fail "only these documents were made: ${documents[*]}"
/usr/bin/python3 "$source/harness/tests/as_schema.py" "$schemas" "${documents[@]}"

# What other tools read.
/usr/bin/python3 - "$source/harness/tests/sarif-2.1.0.json" "$source/harness/tests/codequality.json" <<'PYTHON'
import json, sys
import jsonschema

for schema, document in zip(sys.argv[1:], ('out.sarif', 'gitlab.json')):
    jsonschema.validate(json.load(open(document)), json.load(open(schema)))
results = json.load(open('out.sarif'))['runs'][0]['results']
issues = json.load(open('gitlab.json'))
assert len(results) == len(issues) > 0, (len(results), len(issues))
place = results[0]['locations'][0]['physicalLocation']['artifactLocation']['uri']
assert place == issues[0]['location']['path'] == 'wrong.py', place
prints = [issue['fingerprint'] for issue in issues]
assert len(set(prints)) == len(prints), prints
PYTHON
