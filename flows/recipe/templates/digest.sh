#!/bin/sh
# Prints what changed, and sends it where a webhook is set. An edition without news sends nothing.
set -eu
if [ -n "$${ROLECALL_WEBHOOK:-}" ]; then
  rolecall digest --send webhook
else
  rolecall digest
fi
