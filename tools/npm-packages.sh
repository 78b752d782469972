#!/bin/sh
# Installs the packages of frontend/package-lock.json when that file changed since the last time.
set -eu
cd "$(dirname "$0")/../frontend"
installed=node_modules/.installed-lock.json
cmp -s package-lock.json "$installed" && exit 0
command -v npm >/dev/null 2>&1 || { echo "Install Node.js with npm: apt-get install nodejs npm" >&2; exit 1; }
# no package needs its install script: the binaries come as packages of their own
npm ci --ignore-scripts --silent --no-audit --no-fund >&2
cp package-lock.json "$installed"
