#!/bin/sh
# Builds the site and copies it to a web folder: sh publish.sh you@server:public_html/seminar/
set -eu
conspectus check
# Where there is a ledger, nothing is published that it does not list.
test ! -f ledger.txt || conspectus ledger
conspectus build
# What pages need comes before them, and what is gone goes last. Files of others in the folder stay only if you leave out --delete-after.
rsync -rtz --checksum --exclude='*.html' public/ "$1"
rsync -rtz --checksum --delete-after public/ "$1"
