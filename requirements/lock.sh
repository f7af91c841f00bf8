#!/bin/sh
# Pins every dependency with its hashes, for all systems and Pythons that kitgen supports.
set -eu
python=$1
compile() {
    "$python" -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
        --no-header --no-emit-index-url --no-emit-find-links "$@"
}
"$python" -m pip install -qq --disable-pip-version-check uv
compile pyproject.toml requirements/build.in -o requirements/kits.txt
compile pyproject.toml requirements/build.in --extra dev -c requirements/kits.txt -o requirements/dev.txt
