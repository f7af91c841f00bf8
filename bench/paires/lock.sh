#!/bin/sh
# Pins what kitgen is measured against, with hashes: `sh bench/paires/lock.sh .venv/bin/python`.
set -eu
python=$1 here=$(dirname "$0")
"$python" -m pip install -qq --disable-pip-version-check uv
"$python" -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
    --no-header --no-emit-index-url --no-emit-find-links "$here/requirements.in" -o "$here/requirements.txt"
npm install --prefix "$here" --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund
