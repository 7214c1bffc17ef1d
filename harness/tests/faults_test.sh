#!/usr/bin/env bash
# A fault at every so many places of the driver; all of them: TASKLOSS_FAULT_SHARE=1.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"

library=${1:-build}/harness/tests/libfaults.so
[ -e "$library" ] || skip "there is no $library"
! sanitized || skip "the sanitizers bring an allocator of their own"
mkdir "$temporary/faults"
python3 "$(dirname "$0")/faults.py" "$taskloss" "$(realpath "$library")" "$(usable_python)" \
    "$temporary/faults" "${TASKLOSS_FAULT_SHARE:-23}" || fail "see above"
