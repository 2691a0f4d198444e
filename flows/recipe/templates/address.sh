#!/bin/sh
# Writes where the site will be to the file of a step's outputs. Fails before any board is asked when the repository has no Pages.
set -eu
if ! address=$$(gh api "repos/$$GITHUB_REPOSITORY/pages" --jq .html_url); then
  echo "::error::this repository has no Pages yet: Settings > Pages > Source: GitHub Actions" >&2
  exit 1
fi
echo "address=$$address" >>"$$GITHUB_OUTPUT"
