#!/usr/bin/env bash
# The real MariaDB, Redis and Chromium that the tests start on private ports; installed by apt where they are missing.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/say.sh

# Debian keeps server programs where a plain user's PATH doesn't look.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

missing=()
has() { command -v "$1" >/dev/null; }
has mariadbd && has mariadb-install-db && has mariadb || missing+=(mariadb-server mariadb-client)
has redis-server || missing+=(redis-server)
has chromium || has chromium-browser || has google-chrome || missing+=(chromium)
# Screenshots speak every script that the sandbox speaks.
if has dpkg-query; then
    for font in fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji; do
        dpkg-query -W -f '${Status}' "$font" 2>/dev/null | grep -q 'ok installed' || missing+=("$font")
    done
fi
[ ${#missing[@]} -gt 0 ] || exit 0

say "Installing ${missing[*]} for the tests (some minutes the first time)"
# Debian starts what it installs; the tests start their own, and this machine keeps its ports.
started() { for name in mariadb redis-server; do systemctl is-active -q "$name" 2>/dev/null && echo "$name"; done; true; }
before=$(started)
apt_install "${missing[@]}" ||
    stop "The tests run on real servers and need: ${missing[*]}. They could not be installed here; install them and run make test again."
for name in $(started); do
    grep -qx "$name" <<<"$before" || as_root systemctl disable --now -q "$name" || true
done
