#!/usr/bin/env bash
# python.sh runtime|dev: .venv with the locked packages and Snowflake itself, made or renewed where its inputs changed.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/say.sh
group=$1

# Two makes at once must not both fill .venv.
if command -v flock >/dev/null; then
    exec 9<"$0"
    flock 9
fi

python=
if [ -x .venv/bin/python ] && .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=.venv/bin/python
else
    for candidate in python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$candidate
            break
        fi
    done
fi
[ -n "$python" ] || stop "Snowflake needs Python 3.11 or newer; found: $(python3 --version 2>&1 || echo none). Install it and run make again."

# pyproject.toml counts too: it names the console script.
inputs() { "$python" --version; cat "requirements/$1.txt" pyproject.toml; }
stamp() { inputs "$1" | sha256sum | cut -d' ' -f1; }
done_with() { [ "$(cat ".venv/.$1" 2>/dev/null)" = "$(stamp "$1")" ]; }

# The development set contains the runtime set.
if done_with "$group" || { [ "$group" = runtime ] && done_with dev; }; then exit 0; fi

if [ "$python" != .venv/bin/python ]; then
    say "Making a Python environment in .venv ($("$python" --version))"
    rm -rf .venv
    if ! QUIETLY_LINES=0 scripts/quietly.sh "$python" -m venv .venv; then
        # Debian packs venv apart from Python.
        rm -rf .venv
        apt_install "$(basename "$(readlink -f "$(command -v "$python")")")-venv" && "$python" -m venv .venv ||
            stop "$python has no venv module. Install it (Debian: apt-get install python3-venv) and run make again."
    fi
fi
say "Installing Python packages from requirements/$group.txt (about half a minute the first time)"
pip() { scripts/quietly.sh .venv/bin/python -m pip --disable-pip-version-check --no-input "$@"; }
pip install -qq --require-hashes -r "requirements/$group.txt" ||
    stop "The Python packages could not be installed; the lines above say why."
pip install -qq --no-deps --no-build-isolation -e . ||
    stop "Snowflake itself could not be installed into .venv; the lines above say why."
python=.venv/bin/python
stamp "$group" >".venv/.$group"
