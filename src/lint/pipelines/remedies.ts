/** How one pipeline takes a digest from its build to where it is signed. */
export interface Remedies {
  readonly kind: "github" | "gitlab" | "azure" | "circleci" | "tekton" | "make" | "shell";
  /** Where the digest of the build is found, as it is written in this pipeline: `${{ steps.build.outputs.digest }}`. */
  readonly digest?: string;
  /** What builds the image here. */
  readonly builder?: Builder;
}

export type Builder = "buildx" | "ko" | "podman" | "kaniko" | "crane" | "docker";

const BUILDERS: readonly (readonly [Builder, RegExp])[] = [
  ["ko", /\bko (?:build|publish|resolve)\b/],
  ["kaniko", /kaniko/],
  ["crane", /\bcrane push\b/],
  ["podman", /\b(?:podman|buildah) push\b/],
  ["buildx", /\bbuildx\b/],
  ["docker", /\bdocker (?:image )?push\b/],
];

/** What builds an image in a file, as far as its words say. */
export function builderIn(text: string): Builder | undefined {
  return BUILDERS.find(([, words]) => words.test(text))?.[0];
}

const COMMANDS: Readonly<Record<string, (reference: string) => string>> = {
  "cosign sign": (reference) => `cosign sign --yes ${reference}`,
  "cosign attest": (reference) => `cosign attest --yes --predicate FILE --type TYPE ${reference}`,
  "cosign generate": (reference) => `cosign generate ${reference}`,
  "notation sign": (reference) => `notation sign ${reference}`,
  "oras attach": (reference) => `oras attach --artifact-type TYPE ${reference} FILE`,
  "syft attest": (reference) => `syft attest --output cyclonedx-json ${reference}`,
  "docker scout attestation add": (reference) => `docker scout attestation add --file FILE ${reference}`,
  "gcloud binauthz sign-and-create": (reference) =>
    `gcloud container binauthz attestations sign-and-create --artifact-url=${reference} …`,
};

/** The lines that sign what was built, with this tool in this pipeline. */
export function remedyFor(remedies: Remedies, tool: string, repository: string, input?: string): string {
  if (input !== undefined) return inputsFor(remedies, tool, repository, input);
  const command = COMMANDS[tool] ?? ((reference: string) => `${tool} ${reference}`);
  if (remedies.digest !== undefined) return command(`${repository}@${remedies.digest}`);
  if (remedies.kind === "github")
    return [...GITHUB_BUILD, `run: ${command(`${repository}@${GITHUB_DIGEST}`)}`].join("\n");
  if (remedies.kind === "tekton") return command(`${repository}@$(tasks.build.results.IMAGE_DIGEST)`);
  const lines = built(remedies.builder ?? "buildx", repository, command);
  return (remedies.kind === "make" ? lines.map((line) => line.replaceAll("$(", () => "$$(")) : lines).join("\n");
}

const GITHUB_DIGEST = "${{ steps.build.outputs.digest }}";
const GITHUB_BUILD = ["- id: build", "  uses: docker/build-push-action@COMMIT", "  with: { push: true, tags: … }"];

function inputsFor({ digest = GITHUB_DIGEST }: Remedies, tool: string, repository: string, input: string): string {
  if (input.includes("digest")) {
    const name = input.replace("digest", "name");
    return [
      `uses: ${tool}`,
      "with:",
      `  ${name === "name" ? "image" : name}: ${repository}`,
      `  ${input}: ${digest}`,
    ].join("\n");
  }
  return [`uses: ${tool}`, "with:", `  ${input}: ${repository}@${digest}`].join("\n");
}

type Command = (reference: string) => string;

function built(builder: Builder, repository: string, command: Command): readonly string[] {
  switch (builder) {
    case "ko":
      return [command('"$(ko build ./cmd/NAME)"')];
    case "crane":
      return [command(`"$(crane push image.tar ${repository}:TAG)"`)];
    case "podman":
      return [`podman push --digestfile digest.txt ${repository}:TAG`, command(`"${repository}@$(cat digest.txt)"`)];
    case "kaniko":
      return [
        `/kaniko/executor --digest-file digest.txt --destination ${repository}:TAG …`,
        command(`"${repository}@$(cat digest.txt)"`),
      ];
    case "buildx":
    case "docker":
      return [
        `docker buildx build --push --tag ${repository}:TAG --metadata-file build.json .`,
        command(`"${repository}@$(jq -r '."containerimage.digest"' build.json)"`),
      ];
  }
}
