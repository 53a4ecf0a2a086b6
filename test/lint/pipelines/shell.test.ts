import { describe, expect, it } from "@jest/globals";
import { shell, told } from "./facts.ts";

const BY_TAG = "signed-by-tag";
const LOOKED_UP = "digest-looked-up";
const UNKNOWN = "unknown-subject";
const SHA = `sha256:${"a".repeat(64)}`;

const found = (text: string) => told(shell(text)).map((one) => one.split(" ")[0]);

describe("a tag is signed", () => {
  it.each([
    ["plainly", "cosign sign --yes ghcr.io/acme/web:1.4"],
    ["with no tag at all, which is latest", "cosign sign ghcr.io/acme/web"],
    ["with options around it", "cosign sign --key k.key ghcr.io/acme/web:1.4 --yes"],
    ["with an option in one word", "cosign sign --key=k.key -a build=1 ghcr.io/acme/web:1.4"],
    ["with a short option", "cosign sign -y ghcr.io/acme/web:1.4"],
    ["after the program's own options", "cosign -t 3m --verbose sign ghcr.io/acme/web:1.4"],
    ["in quotes", "cosign sign 'ghcr.io/acme/web:1.4'"],
    ["with more blanks", "cosign   sign\tghcr.io/acme/web:1.4"],
    ["over several lines", "cosign sign \\\n  --yes \\\n  ghcr.io/acme/web:1.4"],
    ["over lines that end as in Windows", "cosign sign \\\r\n  ghcr.io/acme/web:1.4\r\n"],
    ["behind &&", "docker push ghcr.io/acme/web:1.4 && cosign sign --yes ghcr.io/acme/web:1.4"],
    ["behind ||", "cosign verify x || cosign sign ghcr.io/acme/web:1.4"],
    ["behind ;", "set -e; cosign sign ghcr.io/acme/web:1.4; echo done"],
    ["in the background", "cosign sign ghcr.io/acme/web:1.4 &"],
    ["in a subshell", "(cd x; cosign sign ghcr.io/acme/web:1.4)"],
    ["in a group", "{ cosign sign ghcr.io/acme/web:1.4; }"],
    ["in a branch", 'if [ -n "$CI" ]; then cosign sign ghcr.io/acme/web:1.4; fi'],
    ["in the other branch", "if true; then\n:\nelse\n  cosign sign ghcr.io/acme/web:1.4\nfi"],
    ["in a condition", "if ! cosign sign ghcr.io/acme/web:1.4; then exit 1; fi"],
    ["in a case", "case $x in\n  a|b) cosign sign ghcr.io/acme/web:1.4 ;;\nesac"],
    ["in a subshell of a case", "case $x in\n  a)\n    true\n    (cosign sign ghcr.io/acme/web:1.4) ;;\nesac"],
    ["in a loop", 'for tag in 1.4 latest; do cosign sign "ghcr.io/acme/web:$tag"; done'],
    ["in a loop over references", "for image in ghcr.io/acme/a:1 ghcr.io/acme/b:2; do\n  cosign sign $image\ndone"],
    ["in a loop that reads a pipe", 'echo ghcr.io/acme/web:1.4 | while read -r image; do cosign sign "$image"; done'],
    [
      "in a loop that reads a here-string",
      'while read -r image; do cosign sign "$image"; done <<< "ghcr.io/acme/web:1.4"',
    ],
    [
      "in a loop that reads a file written here",
      "echo ghcr.io/acme/web:1.4 > tags.txt\nwhile read i; do cosign sign $i; done < tags.txt",
    ],
    ["by xargs", "echo ghcr.io/acme/web:1.4 | xargs cosign sign --yes"],
    ["by xargs with a mark", "echo 1.4 | xargs -I{} cosign sign ghcr.io/acme/web:{}"],
    ["by xargs with a mark in a word of its own", "echo ghcr.io/acme/web:1.4 | xargs -I % cosign sign %"],
    ["from a file", "echo ghcr.io/acme/web:1.4 > tags\ncosign sign $(cat tags)"],
    ["from a file, in back quotes", "echo ghcr.io/acme/web:1.4 > tags\ncosign sign `cat tags`"],
    ["by a program in a folder", "/usr/local/bin/cosign sign ghcr.io/acme/web:1.4"],
    ["by a program of a platform", "./cosign-linux-amd64 sign ghcr.io/acme/web:1.4"],
    ["by a program in a variable", "COSIGN=cosign; $COSIGN sign ghcr.io/acme/web:1.4"],
    ["by a program in a variable with options", 'SIGN="cosign sign --yes"\n$SIGN ghcr.io/acme/web:1.4'],
    ["by a program in a variable that nothing sets", '"$COSIGN" sign ghcr.io/acme/web:1.4'],
    ["by a program in a default", "${COSIGN:-cosign} sign ghcr.io/acme/web:1.4"],
    ["by an alias", "alias c='cosign'\nc sign ghcr.io/acme/web:1.4"],
    ["by go run", "go run github.com/sigstore/cosign/v2/cmd/cosign@v2.4.0 sign ghcr.io/acme/web:1.4"],
    ["by docker run", "docker run --rm -v $PWD:/w gcr.io/projectsigstore/cosign:v2.4 sign --yes ghcr.io/acme/web:1.4"],
    ["by docker run of a digest", `docker run gcr.io/projectsigstore/cosign@${SHA} sign ghcr.io/acme/web:1.4`],
    ["by nix", "nix run nixpkgs#cosign -- sign ghcr.io/acme/web:1.4"],
    ["behind sudo", "sudo -E cosign sign ghcr.io/acme/web:1.4"],
    ["behind a retry", "retry 3 cosign sign ghcr.io/acme/web:1.4"],
    ["behind a setting", "COSIGN_EXPERIMENTAL=1 cosign sign ghcr.io/acme/web:1.4"],
    ["behind env", "env COSIGN_PASSWORD= cosign sign ghcr.io/acme/web:1.4"],
    ["in bash -c", "bash -c 'cosign sign ghcr.io/acme/web:1.4'"],
    ["in bash -c with variables", 'T=1.4\nbash -ec "cosign sign ghcr.io/acme/web:$T"'],
    ["in eval", 'eval "cosign sign ghcr.io/acme/web:1.4"'],
    ["in eval of words", "eval cosign sign ghcr.io/acme/web:1.4"],
    ["in ssh", 'ssh host "cosign sign ghcr.io/acme/web:1.4"'],
    ["in a here-document for a shell", "bash <<'EOF'\ncosign sign ghcr.io/acme/web:1.4\nEOF"],
    ["in a substitution", "OUT=$(cosign sign ghcr.io/acme/web:1.4 2>&1)"],
    ["by a function", 'sign() { cosign sign --yes "$1"; }\nsign ghcr.io/acme/web:1.4'],
    ["by a function with the keyword", 'function sign {\n  cosign sign "$1"\n}\nsign ghcr.io/acme/web:1.4'],
    ["by a function that nothing here calls", "sign() {\n  cosign sign ghcr.io/acme/web:1.4\n}"],
    ["after an apostrophe that ends nowhere", "# don't\necho it's\ncosign sign ghcr.io/acme/web:1.4"],
    ["after a here-document", "cat <<EOF > notes\nit's \"done\nEOF\ncosign sign ghcr.io/acme/web:1.4"],
    ["with a registry that has a port", "cosign sign registry.acme.example:5000/web"],
    ["with a tag that is a variable", 'cosign sign "ghcr.io/acme/web:${TAG}"'],
    ["with everything a variable but the colon", "cosign sign $IMAGE:$TAG"],
    ["from variables", "IMAGE=ghcr.io/acme/web\nTAG=1.4\nREF=$IMAGE:$TAG\ncosign sign $REF"],
    ["from an exported variable", "export IMAGE=ghcr.io/acme/web:1.4\ncosign sign $IMAGE"],
    ["from an array", 'images=(ghcr.io/acme/a:1 ghcr.io/acme/b:2)\ncosign sign "${images[@]}"'],
    ["with options from an array", 'args=(--yes --key k.key)\ncosign sign "${args[@]}" ghcr.io/acme/web:1.4'],
    ["from a default", "cosign sign ${IMAGE:-ghcr.io/acme/web:latest}"],
    ["from a commit", "cosign sign ghcr.io/acme/web:$(git rev-parse HEAD)"],
    ["with a digest cut off", `I=ghcr.io/acme/web:1@${SHA}\ncosign sign \${I%@*}`],
    ["beside a digest", `cosign sign ghcr.io/acme/a@${SHA} ghcr.io/acme/b:1.4`],
    [
      "in one of two branches",
      `I=ghcr.io/acme/web@${SHA}\nif [ -z "$D" ]; then I=ghcr.io/acme/web:1.4; fi\ncosign sign $I`,
    ],
    ["on a host that only begins like the own machine", "cosign sign localhost.acme.example/web:1.4"],
    ["on a host that names the own machine as a user", "cosign sign localhost:5000.acme.example/web:1.4"],
    ["as an attestation", "cosign attest --predicate p.json --type slsaprovenance ghcr.io/acme/web:1.4"],
    ["as a payload to be signed elsewhere", "cosign generate ghcr.io/acme/web:1.4 > payload.json"],
    ["by notation", "notation sign --key acme ghcr.io/acme/web:1.4"],
    ["by oras", "oras attach --artifact-type application/vnd.in-toto+json ghcr.io/acme/web:1.4 provenance.json"],
    ["by syft", "syft attest --key k.key -o cyclonedx-json ghcr.io/acme/web:1.4"],
    [
      "by gcloud",
      "gcloud container binauthz attestations sign-and-create --artifact-url=gcr.io/acme/web:1.4 --attestor=a",
    ],
    ["by docker scout", "docker scout attestation add --file a.json --predicate-type t ghcr.io/acme/web:1.4"],
    ["in PowerShell", '$image = "ghcr.io/acme/web:1.4"\ncosign sign --yes `\n  $image'],
    ["in PowerShell, from the environment", "$env:IMAGE = 'ghcr.io/acme/web:1.4'\ncosign.exe sign $env:IMAGE"],
  ])("%s", (_, text) => {
    expect(found(text)).toEqual([BY_TAG]);
  });
});

describe("a digest is asked of the registry after the push", () => {
  it.each([
    ["crane", "D=$(crane digest ghcr.io/acme/web:1.4)\ncosign sign ghcr.io/acme/web@$D"],
    ["crane, in the same line", "cosign sign ghcr.io/acme/web@$(crane digest ghcr.io/acme/web:1.4)"],
    ["crane, in back quotes", 'cosign sign "ghcr.io/acme/web@`crane digest ghcr.io/acme/web:1.4`"'],
    [
      "crane, as an image",
      "D=$(docker run --rm gcr.io/go-containerregistry/crane:debug digest ghcr.io/acme/web:1.4)\ncosign sign ghcr.io/acme/web@$D",
    ],
    ["crane, through a file", "crane digest ghcr.io/acme/web:1.4 > d\ncosign sign ghcr.io/acme/web@$(cat d)"],
    ["crane, through a file by tee", "crane digest ghcr.io/acme/web:1.4 | tee d\ncosign sign ghcr.io/acme/web@$(<d)"],
    [
      "crane, through a function",
      'digest() { crane digest "$1"; }\ncosign sign ghcr.io/acme/web@$(digest ghcr.io/acme/web:1.4)',
    ],
    [
      "crane, only where there is none",
      'D=$BUILT\n[ -n "$D" ] || D=$(crane digest ghcr.io/acme/web:1.4)\ncosign sign ghcr.io/acme/web@$D',
    ],
    ["crane, as a default", "cosign sign ghcr.io/acme/web@${D:-$(crane digest ghcr.io/acme/web:1.4)}"],
    [
      "crane, by the hash of a manifest",
      "D=$(crane manifest ghcr.io/acme/web:1.4 | sha256sum | cut -d' ' -f1)\ncosign sign ghcr.io/acme/web@sha256:$D",
    ],
    [
      "buildx",
      "D=$(docker buildx imagetools inspect ghcr.io/acme/web:1.4 --format '{{json .Manifest}}' | jq -r .digest)\ncosign sign ghcr.io/acme/web@$D",
    ],
    ["docker inspect", "cosign sign $(docker inspect --format='{{index .RepoDigests 0}}' ghcr.io/acme/web:1.4)"],
    [
      "docker image inspect and jq",
      "R=$(docker image inspect ghcr.io/acme/web:1.4 | jq -r '.[0].RepoDigests[0]')\ncosign sign $R",
    ],
    [
      "docker inspect, cut",
      "D=$(docker inspect -f '{{index .RepoDigests 0}}' web | cut -d@ -f2)\ncosign sign ghcr.io/acme/web@$D",
    ],
    [
      "docker inspect, cut by the shell",
      "R=$(docker inspect -f '{{index .RepoDigests 0}}' web)\ncosign sign ghcr.io/acme/web@${R##*@}",
    ],
    [
      "docker pull",
      "D=$(docker pull ghcr.io/acme/web:1.4 | grep Digest | awk '{print $2}')\ncosign sign ghcr.io/acme/web@$D",
    ],
    ["skopeo", "D=$(skopeo inspect docker://ghcr.io/acme/web:1.4 | jq -r .Digest)\ncosign sign ghcr.io/acme/web@$D"],
    ["oras", "D=$(oras resolve ghcr.io/acme/web:1.4)\nnotation sign ghcr.io/acme/web@$D"],
    ["regctl", "D=$(regctl image digest ghcr.io/acme/web:1.4)\ncosign sign ghcr.io/acme/web@$D"],
    ["cosign triangulate", "cosign sign $(cosign triangulate ghcr.io/acme/web:1.4)"],
    [
      "gcloud",
      "D=$(gcloud artifacts docker images describe eu-docker.pkg.dev/a/b/web:1 --format='value(image_summary.digest)')\ncosign sign eu-docker.pkg.dev/a/b/web@$D",
    ],
    [
      "aws",
      "D=$(aws ecr describe-images --repository-name web --image-ids imageTag=1 --query 'imageDetails[0].imageDigest' --output text)\ncosign sign $R/web@$D",
    ],
    [
      "az",
      "D=$(az acr repository show -n acme --image web:1 --query digest -o tsv)\ncosign sign acme.azurecr.io/web@$D",
    ],
    [
      "curl",
      "D=$(curl -sI https://ghcr.io/v2/acme/web/manifests/1.4 | grep -i docker-content-digest | cut -d' ' -f2)\ncosign sign ghcr.io/acme/web@$D",
    ],
    ["PowerShell", '$digest = crane digest ghcr.io/acme/web:1.4\ncosign sign "ghcr.io/acme/web@$digest"'],
  ])("by %s", (_, text) => {
    expect(found(text)).toEqual([LOOKED_UP]);
  });
});

describe("nothing is wrong with", () => {
  it.each([
    ["a digest", `cosign sign --yes ghcr.io/acme/web@${SHA}`],
    ["a digest beside a tag", `cosign sign --yes ghcr.io/acme/web:1.4@${SHA}`],
    [
      "buildx's metadata",
      "docker buildx build --push -t r/web:1 --metadata-file m.json .\ncosign sign r/web@$(jq -r '.\"containerimage.digest\"' m.json)",
    ],
    [
      "buildx's metadata in a variable",
      'docker buildx build --metadata-file=m.json --push .\nD=$(cat m.json | jq -r \'.["containerimage.digest"]\')\ncosign sign "r/web@${D}"',
    ],
    ["metadata of a build elsewhere", 'cosign sign r/web@$(jq -r \'.["containerimage.digest"]\' "$METADATA")'],
    ["an iidfile", "docker buildx build --push --iidfile iid .\ncosign sign r/web@$(cat iid)"],
    ["podman's digest", "podman push --digestfile d r/web:1\ncosign sign r/web@$(cat d)"],
    [
      "skopeo's digest of what it copied",
      "skopeo copy --digestfile d oci:out docker://r/web:1\ncosign sign r/web@$(<d)",
    ],
    ["kaniko's digest", "/kaniko/executor --digest-file=/w/d --destination r/web:1\ncosign sign r/web@$(cat /w/d)"],
    ["what ko built", "cosign sign --yes $(ko build ./cmd/web)"],
    ["what ko built, in a variable", 'IMAGE=$(ko build --bare ./cmd/web)\ncosign sign --yes "$IMAGE"'],
    ["what ko wrote", "ko build --image-refs refs ./cmd/web\ncat refs | xargs cosign sign --yes"],
    ["what crane pushed", "cosign sign $(crane push image.tar r/web:1)"],
    [
      "what docker reckoned on a push",
      "D=$(docker push r/web:1 | grep digest: | awk '{print $3}')\ncosign sign r/web@$D",
    ],
    [
      "every tag by the digest of the build",
      'docker buildx build --metadata-file m .\nD=$(jq -r \'."containerimage.digest"\' m)\nfor t in a b; do cosign sign "r/web:$t@$D"; done',
    ],
    ["a digest asked of the own machine", "D=$(crane digest localhost:5000/web:1)\ncosign sign ghcr.io/acme/web@$D"],
    ["a digest asked of a folder", "D=$(skopeo inspect oci:out:web | jq -r .Digest)\ncosign sign r/web@$D"],
    [
      "a tag on the own machine",
      "cosign sign --allow-insecure-registry localhost:5000/web:1.4\ncrane copy localhost:5000/web:1.4 ghcr.io/acme/web:1.4",
    ],
    ["a tag on the own machine, by a variable", "R=127.0.0.1:5000\ncosign sign $R/web:1.4"],
    ["a tag on the own machine, at a port nobody knows", "cosign sign localhost:$PORT/web:1.4"],
    ["a tag on the own machine, in IPv6", "cosign sign '[::1]:5000/web:1.4'"],
    ["blobs", "cosign sign-blob --yes --bundle b.json app.tar.gz\ncosign attest-blob app.tar.gz"],
    ["verifying", "cosign verify --key k.pub ghcr.io/acme/web:1.4"],
    ["other commands", "cosign copy ghcr.io/acme/web:1 ghcr.io/acme/web:2\ncosign version"],
    ["a comment", "# cosign sign ghcr.io/acme/web:1.4\ntrue # cosign sign ghcr.io/acme/web:1.4"],
    ["what is only said", 'echo cosign sign ghcr.io/acme/web:1.4\necho "run: cosign sign ghcr.io/acme/web:1.4"'],
    ["what is only printed", "printf '%s\\n' 'cosign sign ghcr.io/acme/web:1.4'"],
    ["help", "cosign sign --help"],
    ["a here-document that is written", "cat <<EOF > README\ncosign sign ghcr.io/acme/web:1.4\nEOF"],
    ["installing", "brew install cosign sign\ngo install github.com/sigstore/cosign/v2/cmd/cosign@latest"],
    ["a layout on disk", "notation sign --oci-layout out:web"],
    ["other artefacts", "oras attach --artifact-type text/markdown ghcr.io/acme/web:1.4 notes.md"],
    ["a digest that the caller gives", 'cosign sign "ghcr.io/acme/web@$1"'],
    ["a commit message", 'git commit -m "cosign sign ghcr.io/acme/web:1.4"'],
  ])("%s", (_, text) => {
    expect(told(shell(text))).toEqual([]);
  });
});

describe("nobody knows", () => {
  it.each([
    ["a variable that nothing sets", "cosign sign $IMAGE"],
    ["a part of the name", "cosign sign ghcr.io/acme/$IMAGE"],
    ["an argument", 'cosign sign "$1"'],
    ["all arguments", 'cosign sign --yes "$@"'],
    ["a file that was written elsewhere", "cosign sign $(cat tags)"],
    ["standard input", "xargs cosign sign"],
    ["a command that nobody knows", "cosign sign $(./name.sh)"],
    ["a digest that nothing sets", "cosign sign ghcr.io/acme/web@$DIGEST"],
    ["a digest from a file that was written elsewhere", "cosign sign ghcr.io/acme/web@$(cat digest.txt)"],
    ["an argument of a function that nothing here calls", 'sign() { cosign sign "$1"; }'],
  ])("%s", (_, text) => {
    expect(found(text)).toEqual([UNKNOWN]);
  });
});

it("points at the argument alone", () => {
  expect(told(shell('T=1\n  cosign sign --yes "ghcr.io/acme/web:$T" --key k'))).toEqual([
    `${BY_TAG} "ghcr.io/acme/web:$T"`,
  ]);
  expect(told(shell("bash -c 'set -e; cosign sign ghcr.io/acme/web:1.4'"))).toEqual([`${BY_TAG} ghcr.io/acme/web:1.4`]);
  expect(told(shell("X=$(true; cosign sign ghcr.io/acme/web:1.4)"))).toEqual([`${BY_TAG} ghcr.io/acme/web:1.4`]);
});
