#!/usr/bin/env bash
# frontend.sh modules|build: the locked packages, then the built site in frontend/dist, renewed where their inputs changed.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/say.sh
goal=$1

[ -f frontend/package-lock.json ] || stop "frontend/package-lock.json is missing, so the dashboard can't be built from this tree."
wanted="Snowflake needs Node 20.19 or newer to build its dashboard"
command -v node >/dev/null || stop "$wanted; node was not found. Install it and run make again."
node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' ||
    stop "$wanted; found $(node --version). Install it and run make again."
command -v npm >/dev/null || stop "npm was not found beside node. Install it (Debian: apt-get install npm) and run make again."

if command -v flock >/dev/null; then
    exec 9<"$0"
    flock 9
fi

modules_stamp() { { node --version; cat frontend/package.json frontend/package-lock.json frontend/.npmrc; } | sha256sum; }
# Tests don't change what is built, and the route tree is itself written by the build.
build_stamp() {
    {
        modules_stamp
        find frontend -type f \
            -not -path 'frontend/node_modules/*' -not -path 'frontend/dist/*' -not -path 'frontend/.*/*' \
            -not -name '*.test.ts' -not -name '*.test.tsx' -not -name 'routeTree.gen.ts' -not -name '*.tsbuildinfo' \
            -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
    } | sha256sum
}

if [ "$(cat frontend/node_modules/.snowflake-modules 2>/dev/null)" != "$(modules_stamp)" ]; then
    say "Installing frontend packages (about half a minute the first time)"
    (cd frontend && ../scripts/quietly.sh npm ci --no-progress --loglevel=error) ||
        stop "The frontend packages could not be installed; the lines above say why."
    modules_stamp >frontend/node_modules/.snowflake-modules
fi
[ "$goal" = build ] || exit 0

# The stamp lies outside dist, which is served; without dist it counts for nothing.
if [ ! -f frontend/dist/index.html ] || [ "$(cat frontend/node_modules/.snowflake-build 2>/dev/null)" != "$(build_stamp)" ]; then
    say "Building the dashboard"
    (cd frontend && ../scripts/quietly.sh npm run build) || stop "The dashboard could not be built; the lines above say why."
    build_stamp >frontend/node_modules/.snowflake-build
fi
