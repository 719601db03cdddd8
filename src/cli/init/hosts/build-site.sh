#!/bin/sh
# Builds the site on the machine of the service that publishes it.
set -eu
# Where the program comes from: its package, or a repository as `--git https://…`.
: "${CONSPECTUS:=conspectus}"
PATH="$HOME/.cargo/bin:$PATH"
if ! command -v conspectus >/dev/null; then
    command -v cargo >/dev/null || curl -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal
    # shellcheck disable=SC2086 # a package, or an option and its value
    cargo install --locked $CONSPECTUS
fi
conspectus check
# Where there is a ledger, nothing is published that it does not list.
test ! -f ledger.txt || conspectus ledger
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) conspectus build ${URL:+--base-url "$URL/"}
