#!/usr/bin/env bash
# The page of a real run, read in a browser: see browser/page.py. Planted faults are seen.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
has chromium
here=$source/harness/tests/browser
python=$(usable_python)
axe=${XDG_CACHE_HOME:-$HOME/.cache}/taskloss/axe/axe.min.js # scripts/test fetches it
[ -r "$axe" ] || { axe='' && echo "without axe-core, which scripts/test fetches"; }

cases=(event_in_weak_registry event_of_nobody stream_client_read background_tasks_never_discarded
    sleeping_tasks exception_of_dropped_task results_of_kept_tasks)
"$taskloss" run --python "$python" --python "$python+debug" --guard bare,set --results "$temporary" \
    "${cases[@]}" >"$temporary/table" 2>&1 || true
"$taskloss" report --format html --results "$temporary" -o "$temporary/page.html"
read_page() { /usr/bin/python3 "$here/page.py" "$@"; }
read_page "$temporary/page.html" ${axe:+"$axe"} || fail "the page is not as it should be"

# With many implementations their names stand upright, and rows are drawn as they come into view.
mkdir "$temporary/many"
cp "$temporary/taskloss.sqlite" "$temporary/many"
/usr/bin/python3 "$here/widen.py" "$temporary/many/taskloss.sqlite" 24
"$taskloss" report --format html --results "$temporary/many" -o "$temporary/many.html"
read_page "$temporary/many.html" ${axe:+"$axe"} || fail "the page of many is not as it should be"
/usr/bin/python3 "$here/cost.py" "$temporary/page.html" "$temporary/many.html"

# A page with faults of each kind is not taken, and each is named.
sed 's/^:root {/:root { --x: 0; } .legend i { color: #aaa; } :root {/
    s|</body>|<img src="http://127.0.0.1:8099/x.png"/></body>|
    s/followed\[event.state.followed\]/null/; s/if (link) link.focus()/link.blur()/
    s/body.append(...rows)/body.prepend(...rows)/
    s/^addEventListener(.load., () => whenIdle/addEventListener("never", () => whenIdle/
    s/rows.sort(/rows.slice().sort(/' "$temporary/page.html" >"$temporary/faults.html"
if read_page "$temporary/faults.html" >"$temporary/said"; then fail "planted faults were not seen"; fi
for word in 'contrast, light' 'no request but' 'nothing on the console' 'Back gives the focus back' \
    'right leads' 'headings stay on top' 'is sorted' 'made at leisure'; do
    grep -q "$word" "$temporary/said" || fail "not seen: $word: $(cat "$temporary/said")"
done
