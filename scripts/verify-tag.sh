#!/usr/bin/env bash
# verify-tag.sh TAG: exits 0 only where TAG is a tag object of that very name, signed by one of $ALLOWED_SIGNERS (the text of
# an allowed signers file of ssh), on the branch main, and of the version and the repository that package.json names.
set -euo pipefail

tag=$1
main=${MAIN:-origin/main}

fail() {
  echo "verify-tag: $1" >&2
  exit 1
}

[ -n "${ALLOWED_SIGNERS:-}" ] || fail "ALLOWED_SIGNERS is empty: nobody may sign a release"
# A checkout may have put the commit itself in the tag's place.
if [ "${FETCH:-yes}" = yes ]; then git fetch --quiet --force origin "+refs/tags/$tag:refs/tags/$tag"; fi
[ "$(git cat-file -t "refs/tags/$tag")" = tag ] || fail "$tag is no signed tag, only a name of a commit"
named=$(git cat-file tag "refs/tags/$tag" | sed -n '/^$/q; s/^tag //p')
[ "$named" = "$tag" ] || fail "the tag object was signed as $named, and not as $tag"

signers=$(mktemp)
trap 'rm -f "$signers"' EXIT
printf '%s\n' "$ALLOWED_SIGNERS" > "$signers"
git -c gpg.ssh.allowedSignersFile="$signers" verify-tag "$tag" || fail "$tag is not signed by one who may"

commit=$(git rev-parse "refs/tags/$tag^{commit}")
[ "$commit" = "${GITHUB_SHA:-$commit}" ] || fail "$tag is not the commit that is being built"
git merge-base --is-ancestor "$commit" "$main" || fail "$tag is not on $main"

version=$(node -p 'require("./package.json").version')
[ "$tag" = "v$version" ] || fail "$tag is not of version $version"
if [ -n "${GITHUB_REPOSITORY:-}" ]; then
  # npm refuses a provenance that names another repository; this says so before anything is built.
  node -e '
    const { repository } = require("./package.json");
    const url = typeof repository === "string" ? repository : (repository?.url ?? "");
    process.exit(url.replace(/\.git$/, "").endsWith(`github.com/${process.env.GITHUB_REPOSITORY}`) ? 0 : 1);
  ' || fail "repository of package.json is not $GITHUB_REPOSITORY"
fi
echo "verify-tag: $tag is $commit"
