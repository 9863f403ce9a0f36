#!/bin/sh
# Installs what the tests drive and Python cannot bring: a browser, PostgreSQL, and fonts for every script in the story.
set -u
log=var/test-deps.log
packages=

stop() {
    printf '%s\n' "$*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

has_browser() {
    command -v chromium || command -v chromium-browser || command -v google-chrome || command -v google-chrome-stable
}

has_postgresql() {
    command -v initdb || ls /usr/lib/postgresql/*/bin/initdb
}

has_fonts() {
    fc-list :lang=zh | grep . && fc-list :lang=ar | grep .
}

has_browser >/dev/null 2>&1 || packages="$packages chromium"
has_postgresql >/dev/null 2>&1 || packages="$packages postgresql"
has_fonts >/dev/null 2>&1 || packages="$packages fontconfig fonts-dejavu-core fonts-droid-fallback fonts-noto-color-emoji"
[ -n "$packages" ] || exit 0

command -v apt-get >/dev/null || stop "make test-deps knows apt-get only." \
    "Install these in your system's own way, so that they are on the PATH:$packages"
as_root true 2>/dev/null || stop "make test-deps installs system packages: run it as root, or install them with:" \
    "sudo apt-get install$packages"

echo "Installing$packages …"
mkdir -p var
# shellcheck disable=SC2086
{
    as_root apt-get update &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends $packages
} </dev/null >"$log" 2>&1 || stop "apt-get could not install$packages; $log says why."
