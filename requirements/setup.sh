#!/bin/sh
# Makes the virtual environment $1 with the pinned packages of $2; nothing else of the machine is touched.
set -eu
venv=$1 pins=$2

python=
for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11 python; do
    [ -n "$candidate" ] || continue
    command -v "$candidate" >/dev/null 2>&1 || continue
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "kitgen : il faut Python 3.11 ou plus récent (python.org), ou PYTHON=/chemin/de/python3.12 make kits" >&2
    exit 3
fi

echo "kitgen : première installation dans $venv (une à deux minutes)…" >&2
# An interrupted set-up leaves no stamp behind (see the Makefile), so the next one starts anew.
rm -rf "$venv"
if ! "$python" -m venv "$venv" >&2; then
    rm -rf "$venv"
    echo "kitgen : Python ne sait pas créer d'environnement ; sous Debian ou Ubuntu, installez python3-venv" >&2
    exit 3
fi
bin=$venv/bin
[ -d "$bin" ] || bin=$venv/Scripts
"$bin/python" -m pip install -qq --disable-pip-version-check --require-hashes --only-binary :all: -r "$pins"
"$bin/python" -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
# As pip does with what it copies: nobody waits for it later, even where Python is told not to keep what it compiles.
"$bin/python" -m compileall -qq kitgen
