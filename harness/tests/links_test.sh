#!/usr/bin/env bash
# Each relative link and picture of the Markdown files that are part of the project leads somewhere.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
links() { /usr/bin/python3 "$source/harness/tests/links.py" "$@"; }
git -C "$source" rev-parse --git-dir >/dev/null 2>&1 || skip "this is no checkout, and what is part of it is not known"

# What git would not take along is not there for others.
mkdir "$temporary/project"
git -C "$source" ls-files -z --cached --others --exclude-standard | (cd "$source" && while IFS= read -r -d '' file; do
    if [ -e "$file" ]; then printf '%s\0' "$file"; fi
done) | tar -C "$source" --null -T - -cf - | tar -C "$temporary/project" -xf -
links "$temporary/project" || fail "some links lead nowhere"

mkdir "$temporary/planted"
cat >"$temporary/planted/a.md" <<'END'
# A heading: with `code`
[good](#a-heading-with-code), [good](b.md#other), `[code](none)`, <https://example.org/none>
![picture](none.png) [file](none.md#x) [heading](b.md#none) <img src="none.svg"/>
END
printf '## Other\n[good](a.md) [up](../none)\n' >"$temporary/planted/b.md"
if links "$temporary/planted" >"$temporary/said"; then fail "planted faults were not seen"; fi
[ "$(wc -l <"$temporary/said")" -eq 5 ] || fail "not five faults: $(cat "$temporary/said")"
for fault in 'no none.png' 'no none.md#x' 'called #none' 'no none.svg' 'no ../none'; do
    grep -q "$fault" "$temporary/said" || fail "not said: $fault"
done
