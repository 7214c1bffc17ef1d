#!/usr/bin/env bash
# The driver killed at random moments; TASKLOSS_KILLS says how often, TASKLOSS_KILLS_SEED when.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
has jq
has gnuplot
# A sanitized library cannot be preloaded.
! sanitized || export TASKLOSS_KILLS_WITHOUT=watch
python3 "$(dirname "$0")/kills.py" "$taskloss" "$(usable_python)" "$temporary/kills" \
    "${TASKLOSS_KILLS:-24}" "${TASKLOSS_KILLS_SEED:-$RANDOM}" || fail "see above"
