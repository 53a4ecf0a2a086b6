#!/usr/bin/env bash
# Installs the version that this commit of the Action belongs to, every package by its hash. Not in the checkout, whose
# .npmrc may name another registry: who is judged does not choose the judge.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
version="$(node -p 'require(process.argv[1]).dependencies.digestbound' "$here/package.json")"

if [ ! -f "$here/package-lock.json" ]; then
  echo "::error title=digestbound::This commit of the Action belongs to no release, and so there is nothing that it could run: digestbound $version is not published from here. Use the commit that the notes of a release name."
  exit 2
fi

folder="$RUNNER_TEMP/digestbound/installed"
cache="$RUNNER_TEMP/digestbound/cache"
mkdir -p "$folder"
mkdir -p -m 700 "$cache"
cp "$here/package.json" "$here/package-lock.json" "$folder"
cd "$folder"
npm ci --ignore-scripts --omit=dev --no-audit --no-fund --loglevel=error
{
  echo "folder=$folder"
  echo "cache=$cache"
} >> "$GITHUB_OUTPUT"
