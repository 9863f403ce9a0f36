#!/bin/sh
# Installs what the tests drive and Python cannot bring: a browser, PostgreSQL, and fonts for every script in the story.
set -u
log=var/test-deps.log
packages='chromium postgresql fonts-dejavu-core fonts-droid-fallback fonts-noto-color-emoji'

stop() {
    printf '%s\n' "$*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

command -v apt-get >/dev/null || stop "make test-deps knows apt-get only. Install Chromium and PostgreSQL" \
    "in your system's own way; the tests find them on the PATH."
# shellcheck disable=SC2086
dpkg-query --show --showformat='${db:Status-Status}\n' $packages 2>/dev/null |
    awk '$1 == "installed" { n++ } END { exit n < '"$(echo $packages | wc -w)"' }' && exit 0
as_root true 2>/dev/null || stop "make test-deps installs system packages: run it as root, or install them with:" \
    "sudo apt-get install $packages"

echo "Installing $packages …"
mkdir -p var
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086
{ as_root apt-get update && as_root apt-get install --yes --no-install-recommends $packages; } \
    </dev/null >"$log" 2>&1 || stop "apt-get could not install $packages; $log says why."
