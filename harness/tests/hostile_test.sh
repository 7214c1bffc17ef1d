#!/usr/bin/env bash
# Hostile cases beside innocent ones; TASKLOSS_HOSTILE_ORDERS says in how many orders.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
has jq

pythons=$("$taskloss" pythons --json | jq -r '[.implementations[] | select(.usable and .build == "")
    | select(.implementation | startswith("pypy") | not) | .path] | .[0, -1]' | sort -u)
search_less
orders=${TASKLOSS_HOSTILE_ORDERS:-1}
for python in $pythons; do
    python3 "$(dirname "$0")/hostile.py" "$taskloss" "$python" "$temporary/hostile-${python##*/}" "$orders" \
        "${TASKLOSS_HOSTILE_SEED:-$RANDOM}" || fail "$python: see above"
    orders=0
done
