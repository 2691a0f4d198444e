#!/bin/sh
# Keeps lake and old editions, and brings them back: as assets of the release "lake", or on S3 where LAKE_S3 names a folder
# (s3://BUCKET/FOLDER). A kept set is several files and, written last, NAME.whole. The newest whole set is brought back, and
# older ones are deleted only when a newer one is whole. When nobody can say what is kept, this ends with an error.
set -eu
tag=lake
work=$$(mktemp -d)
trap 'rm -rf "$$work"' EXIT
[ -n "$${AWS_ENDPOINT_URL:-}" ] || unset AWS_ENDPOINT_URL # empty where the workflow's variable is not set

if [ -n "$${LAKE_S3:-}" ]; then
  folder=$${LAKE_S3#s3://}
  folder=$${folder%/}
  case "$$folder" in
    */*) ;;
    *) echo "LAKE_S3 is $$LAKE_S3: it must be s3://BUCKET/FOLDER" >&2; exit 2 ;;
  esac
  names() {
    keys=$$(aws s3api list-objects-v2 --bucket "$${folder%%/*}" --prefix "$${folder#*/}/lake-" \
      --query 'Contents[].Key' --output text)
    echo "$$keys" | tr '\t' '\n' | sed -n 's:.*/\(lake-[^/]*\)$$:\1:p'
  }
  fetch() { aws s3 cp "s3://$$folder/" "$$work" --recursive --exclude '*' --include "$$1.*" --only-show-errors; }
  put() { aws s3 cp "$$1" "s3://$$folder/" --only-show-errors; }
  drop() { aws s3 rm "s3://$$folder/$$1" --only-show-errors; }
else
  names() {
    tags=$$(gh release list --limit 1000 --json tagName --jq '.[].tagName')
    if echo "$$tags" | grep -qx "$$tag"; then
      assets=$$(gh release view "$$tag" --json assets --jq '.assets[].name')
      echo "$$assets" | sed -n '/^lake-/p'
    fi
  }
  fetch() { gh release download "$$tag" --pattern "$$1.*" --dir "$$work"; }
  put() { gh release upload "$$tag" "$$1" --clobber; }
  drop() { gh release delete-asset "$$tag" "$$1" --yes; }
fi

restore() {
  mkdir -p "$$ROLECALL_HOME"
  kept=$$(names)
  newest=$$(echo "$$kept" | sed -n 's/^\(lake-.*\)\.whole$$/\1/p' | sort -V | tail -n 1)
  if [ -z "$$newest" ]; then
    echo "no lake is kept yet: this is the first run"
    return
  fi
  fetch "$$newest"
  (cd "$$work" && sha256sum --check --quiet "$$newest.whole")
  rm "$$work/$$newest.whole"
  cat "$$work/$$newest".* | tar -xzf - -C "$$ROLECALL_HOME"
}

keep() {
  before=$$(names)
  name="lake-$${GITHUB_RUN_ID:-0}-$${GITHUB_RUN_ATTEMPT:-0}"
  # What can be made again is left out. An asset may have 2 GB.
  { tar -czf - -C "$$ROLECALL_HOME" --exclude='./*.duckdb*' --exclude='./.*.duckdb*' --exclude=./prefect \
    --exclude=./site/query . || touch "$$work/failed"; } | split -b 1900m - "$$work/$$name."
  [ ! -e "$$work/failed" ]
  if [ -z "$${LAKE_S3:-}" ] && ! gh release view "$$tag" >/dev/null 2>&1; then
    gh release create "$$tag" --title Lake --notes "What boards sent, and old editions."
  fi
  for file in "$$work/$$name".*; do put "$$file"; done
  (cd "$$work" && sha256sum "$$name".*) >"$$work/sums"
  mv "$$work/sums" "$$work/$$name.whole"
  put "$$work/$$name.whole"
  for old in $$before; do
    case "$$old" in
      "$$name".*) ;;
      *) drop "$$old" ;;
    esac
  done
}

case "$${1:-}" in
  restore | keep) "$$1" ;;
  *) echo "usage: lake.sh restore | keep" >&2; exit 2 ;;
esac
