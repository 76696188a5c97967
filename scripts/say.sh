# Sourced by the other scripts: how they talk, and how they stop.

say() { printf '▸ %s\n' "$*"; }

stop() {
    printf '✗ %s\n' "$*" >&2
    exit 1
}

# Run a command as root (directly or through sudo without a password), or return 1.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        sudo -n "$@"
    else
        return 1
    fi
}

# apt_install PACKAGE...: install Debian packages, or return non-zero.
apt_install() {
    command -v apt-get >/dev/null || return 1
    as_root true || return 1
    as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 scripts/quietly.sh \
        apt-get install -qq -y --no-install-recommends "$@" && return
    # The package lists of a fresh machine are empty or old.
    as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 scripts/quietly.sh apt-get update -qq &&
        as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 scripts/quietly.sh \
            apt-get install -qq -y --no-install-recommends "$@"
}
