#!/usr/bin/env bash
# Makes the pictures in docs/images/ anew: pages of the repository's own site, wide and narrow, in light and dark.
# Run it after a change of the theme, and look at them. CHROMIUM names the browser.
set -euo pipefail
cd "$(dirname "$0")/.."

browser=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
if [ -z "$browser" ]; then
    echo "error: no Chromium found; install it, or name it with CHROMIUM=…" >&2
    exit 2
fi

site=$(mktemp -d)
profile=$(mktemp -d)
trap 'rm -rf "$site" "$profile"' EXIT
# A path, if the program is built already; else it is built.
if [ -n "${CONSPECTUS:-}" ]; then
    "$CONSPECTUS" build --out "$site/public"
else
    cargo run --release --quiet -- build --out "$site/public"
fi

# name, page below public/, width, height, extra options
shoot() {
    local picture="docs/images/$1-$3.png"
    # A headless window is never narrower than 500 pixels; so a narrow page is shown in a frame of that width.
    local address="file://$site/public/$2"
    if [ "$3" -lt 500 ]; then
        printf '<!doctype html><title>frame</title><style>html,body{margin:0;overflow:hidden}iframe{border:0;display:block}</style><iframe src="%s" width="%s" height="%s"></iframe>' \
            "$address" "$3" "$4" >"$site/frame.html"
        address="file://$site/frame.html"
    fi
    # shellcheck disable=SC2086 # the options are several words
    "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --allow-file-access-from-files \
        --user-data-dir="$profile" --virtual-time-budget=3000 --force-color-profile=srgb \
        --window-size="$3,$4" ${5:-} --screenshot="$site/shot.png" "$address" >/dev/null 2>&1
    if [ ! -s "$site/shot.png" ]; then
        echo "error: $browser made no picture of $2" >&2
        exit 1
    fi
    cp "$site/shot.png" "$picture"
    rm "$site/shot.png"
    smaller "$picture"
    echo "$picture: $(($(wc -c <"$picture") / 1024)) KB"
}

# Pictures in the repository stay small: 256 colours are enough for a page.
smaller() {
    if command -v pngquant >/dev/null; then
        pngquant --force --skip-if-larger --output "$1" 256 "$1" || true
    fi
}

mkdir -p docs/images
# The event on which papers differ most, and the first paper.
event=$(grep -o 'href="events/[^"#]*' "$site/public/disagreements.html" | cut -c7- | grep -v index.html | sort | uniq -c |
    sort -k1,1nr -k2 | awk 'NR == 1 { print $2 }')
paper=$(cd "$site/public" && printf '%s\n' papers/*.html | grep -v index.html | head -1)
dark="--blink-settings=preferredColorScheme=0"

shoot home index.html 1280 800
shoot event "$event" 1280 900
shoot paper "$paper" 1280 900
shoot index index-of-actors.html 1280 700
shoot event "$event" 360 740
shoot glossary glossary/index.html 360 740 "$dark"
