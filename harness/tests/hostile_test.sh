#!/usr/bin/env bash
# Hostile cases beside innocent ones; TASKLOSS_HOSTILE_ORDERS says in how many orders.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
has jq

python=$(usable_python)
search_less
python3 "$(dirname "$0")/hostile.py" "$taskloss" "$python" "$temporary/hostile" \
    "${TASKLOSS_HOSTILE_ORDERS:-1}" "${TASKLOSS_HOSTILE_SEED:-$RANDOM}" || fail "see above"
