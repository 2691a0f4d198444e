#!/bin/sh
# One edition: looks at the boards, reads, checks, writes the site. Ends with an error when any of it fails.
# Arguments go to `rolecall run`. The Query page needs npm, pictures need a Chromium: where there is none, the site has none.
set -eu
rolecall run --plain "$$@"
extras=
if command -v npm >/dev/null; then extras=--query; fi
if command -v google-chrome >/dev/null || command -v chromium >/dev/null; then extras="$$extras --pictures"; fi
if [ -n "$$extras" ]; then
  # shellcheck disable=SC2086 # two words
  rolecall site $$extras
fi
