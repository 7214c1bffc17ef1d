#!/usr/bin/env bash
# What could not be measured names no change, and a change is judged again only by cases that are new.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"

/usr/bin/python3 "$source/harness/tests/mutants.py" "$source"
