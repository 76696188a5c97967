#!/usr/bin/env bash
# Run a command in silence; when it fails, show the end of what it said and fail as it did.
set -uo pipefail
log=$(mktemp)
trap 'rm -f "$log"' EXIT
NO_COLOR=1 "$@" >"$log" 2>&1 </dev/null && exit 0
code=$?
tail -n "${QUIETLY_LINES:-80}" "$log" >&2
exit "$code"
