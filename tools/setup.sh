#!/bin/sh
# Usage: tools/setup.sh requirements.lock [.venv]
# Makes or mends an environment and installs exactly what the lock file names. Says nothing when there is nothing to do.
set -u
lock=$1
environment=${2:-.venv}
log=var/setup.log
python=$environment/bin/python
unfinished=$environment/unfinished
installed=$environment/installed/$lock
oldest='(3, 11)'

stop() {
    printf '%s\n' "$*" >&2
    exit 1
}

runs() {
    "$1" -c "import sys; sys.exit(sys.version_info < $oldest)" >/dev/null 2>&1
}

find_python() {
    newest=
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        runs "$candidate" || continue
        newest=$candidate
        "$candidate" -c 'import venv, ensurepip' >/dev/null 2>&1 && return
    done
    [ -n "$newest" ] && stop "$newest cannot make virtual environments. Install that part of Python" \
        "(on Debian and Ubuntu: sudo apt-get install $("$newest" -c \
        'import sys; print("python%d.%d-venv" % sys.version_info[:2])')), then run make again."
    found=$("${PYTHON:-python3}" --version 2>/dev/null | head -n 1)
    stop "Ledgerline needs Python 3.11 or newer, and ${PYTHON:-python3} here is ${found:-missing}." \
        "Install a newer Python, or name one: make demo PYTHON=/path/to/python3.12"
}

make_venv() {
    find_python
    "$candidate" -m venv --clear "$environment" >"$log" 2>&1 && "$python" -m pip --version >>"$log" 2>&1 ||
        stop "$candidate could not make the virtual environment $environment; $log says why."
}

explain() {
    if grep -q 'DO NOT MATCH THE HASHES' "$log"; then
        stop "A downloaded library is not the one that $lock names, so nothing was installed; $log says which."
    elif grep -qE 'connection broken by|ConnectionError|ConnectTimeout|ReadTimeout|name resolution' "$log"; then
        stop "The Python package index cannot be reached. Ledgerline needs the network once, to install its" \
            "libraries: connect, then run make again. ($log has the details.)"
    fi
    stop "The libraries of $lock could not be installed: $(grep . "$log" | grep -v notice | tail -n 1)" \
        "($log has the details.)"
}

install() {
    echo "Installing the libraries that $lock names; this happens once …"
    : >"$unfinished"
    if ! "$python" -m pip install --disable-pip-version-check --no-input --require-hashes -r "$lock" >"$log" 2>&1
    then
        # Refused before anything was changed: what stood there is still whole.
        grep -q '^Installing collected packages' "$log" || rm -f "$unfinished"
        explain
    fi
    # The longer lock holds everything that the shorter one names.
    mkdir -p "$environment/installed" && cp "$lock" "$installed" && cp requirements.lock "$environment/installed/" &&
        rm -f "$unfinished"
}

mkdir -p var || exit 1
if runs "$python" && [ ! -e "$unfinished" ]; then
    cmp -s "$lock" "$installed" && exit 0
    "$python" -m pip --version >/dev/null 2>&1 || "$python" -m ensurepip >/dev/null 2>&1 || make_venv
else
    make_venv
fi
install
