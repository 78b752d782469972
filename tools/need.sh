#!/bin/sh
# Says in one line what to install for the tests: need.sh postgres chromium
set -eu
missing=""
for what in "$@"; do
    case "$what" in
        postgres)
            found=""
            for initdb in "${PG_BIN:-/nonexistent}/initdb" /usr/lib/postgresql/*/bin/initdb /usr/local/pgsql/bin/initdb; do
                [ -x "$initdb" ] && found=yes
            done
            [ -n "$found" ] || command -v initdb >/dev/null 2>&1 || missing="$missing postgresql"
            ;;
        chromium)
            command -v "${CHROMIUM:-chromium}" >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || missing="$missing chromium"
            ;;
    esac
done
[ -z "$missing" ] || { echo "The tests need more: sudo apt-get install -y$missing" >&2; exit 1; }
