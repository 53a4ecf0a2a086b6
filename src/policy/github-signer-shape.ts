import { z } from "zod";
import type { Shape } from "./shape.ts";
import { exactOrGlob, keylessParts, keysOnly, text, textOrGlob } from "./signer-parts.ts";

const id = z.union([z.string().regex(/^[1-9][0-9]{0,18}$/), z.int().positive()]).transform(String);

/** A keyless signer whose certificates GitHub Actions' tokens were given for. */
export const githubSignerShape = {
  what: "a signer on GitHub Actions",
  schema: z.strictObject({
    ...keylessParts.keys,
    sourceRepository: textOrGlob,
    workflow: textOrGlob.optional(),
    runner: z.enum(["github-hosted", "self-hosted"]).optional(),
    environment: text.optional(),
    trigger: z
      .string()
      .regex(/^[a-z_]{1,64}$/)
      .optional(),
    repositoryId: id.optional(),
    ownerId: id.optional(),
  }),
  wordings: {
    ...keylessParts.wordings,
    sourceRepository: {
      expected: exactOrGlob("the repository that is built"),
      remedy:
        "Write sourceRepository: https://github.com/acme/web; a workflow alone may be a reusable one, which anybody can call.",
      examples: ["https://github.com/acme/web", "https://github.com/acme/{name}"],
    },
    workflow: {
      expected: exactOrGlob("the path of a workflow"),
      remedy: "Write workflow: .github/workflows/release.yml.",
      examples: [".github/workflows/release.yml"],
    },
    runner: {
      expected: "github-hosted or self-hosted",
      remedy: "Write runner: github-hosted, or leave it out where any runner will do.",
    },
    environment: { expected: "the name of a deployment environment", remedy: "Write environment: production." },
    trigger: { expected: "the name of an event", remedy: "Write trigger: push, as the workflow's on: names it." },
    repositoryId: {
      expected: "the repository's number",
      remedy: "Write the number that gh api repos/acme/web --jq .id prints.",
    },
    ownerId: {
      expected: "the account's number",
      remedy: "Write the number that gh api users/acme --jq .id prints.",
    },
  },
  planned: [],
  called: {
    repository: "sourceRepository",
    identity: "sourceRepository",
    certificateIdentity: "sourceRepository",
    branch: "ref",
  },
  elsewhere: {
    ...keysOnly,
    certificateAuthority: {
      message: "is not for GitHub Actions, whose certificates are of a Sigstore instance.",
      remedy: "Write trustedRoot with that instance's root.",
    },
    subject: {
      message:
        "is not for GitHub Actions: a reusable workflow's subject is the same for every repository that calls it.",
      remedy: "Write sourceRepository for the repository that is built, and workflow for the workflow that signs.",
    },
  },
} satisfies Shape<z.ZodRawShape>;
