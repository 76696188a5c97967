#!/usr/bin/env bash
# The demo behind Vite's development server; both end together.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/say.sh

mkdir -p frontend/dist
.venv/bin/snowflake demo "$@" &
demo=$!
(cd frontend && exec node node_modules/vite/bin/vite.js --clearScreen false) &
vite=$!
trap 'kill "$demo" "$vite" 2>/dev/null || true; wait' EXIT
trap 'exit 130' INT TERM
wait -n
