import { bindRule, matchImage, type BoundSigner } from "../../src/policy/index.ts";
import type { CertificateIdentity } from "../../src/signature/index.ts";
import { repositoryOf } from "./repository.ts";
import { readTaken } from "../schema/schema.ts";
import { problemsOf } from "./workspace.ts";

export const GITHUB = "https://token.actions.githubusercontent.com";
export const GOOGLE = "https://accounts.google.com";

/** What a release of acme/web on GitHub Actions is certified as. */
export const release: CertificateIdentity = {
  issuer: GITHUB,
  subject: { kind: "uri", value: "https://github.com/acme/web/.github/workflows/release.yml@refs/tags/v1.2.3" },
  claims: {
    buildSignerUri: "https://github.com/acme/web/.github/workflows/release.yml@refs/tags/v1.2.3",
    runnerEnvironment: "github-hosted",
    sourceRepositoryUri: "https://github.com/acme/web",
    sourceRepositoryRef: "refs/tags/v1.2.3",
    sourceRepositoryIdentifier: "1234",
    sourceRepositoryOwnerUri: "https://github.com/acme",
    sourceRepositoryOwnerIdentifier: "56",
    buildTrigger: "push",
    deploymentEnvironment: "production",
  },
};

/** The same with other parts; a claim of undefined is absent. */
export function identity(
  parts: Partial<Omit<CertificateIdentity, "claims">> & {
    readonly claims?: Readonly<Record<string, string | undefined>>;
    readonly subjectUri?: string;
  },
): CertificateIdentity {
  const { claims = {}, subjectUri, ...others } = parts;
  const merged = Object.entries<string | undefined>({ ...release.claims, ...claims }).filter(
    ([, value]) => value !== undefined,
  );
  return {
    ...release,
    ...(subjectUri !== undefined && { subject: { kind: "uri", value: subjectUri } }),
    ...others,
    claims: Object.fromEntries(merged),
  };
}

export const email = (value: string, issuer = GOOGLE): CertificateIdentity => ({
  issuer,
  subject: { kind: "email", value },
  claims: {},
});

interface Setting {
  readonly match?: string;
  readonly image?: string;
}

const documentWith = (signer: unknown, match: string) => ({
  version: 1,
  signers: { ci: signer },
  images: [{ match, signedBy: ["ci"] }],
});

/** The signer of a document, for one image. */
export function bound(
  signer: unknown,
  { match = "ghcr.io/acme/*", image = "ghcr.io/acme/web" }: Setting = {},
): BoundSigner {
  const document = readTaken(documentWith(signer, match), "/", "test");
  const matched = matchImage(document, repositoryOf(image));
  const requirement = matched && bindRule(matched, repositoryOf(image)).requirement;
  if (requirement?.kind !== "signed" || requirement.anyOf[0] === undefined) throw new Error("no signer");
  return requirement.anyOf[0];
}

/** Why a keyless signer's identity is not the trusted one; "trusted" where it is. */
export function verdict(cosign: unknown, given: CertificateIdentity, setting: Setting = {}): string {
  const signer = bound({ cosign }, setting);
  if (signer.kind !== "keyless") throw new Error("not keyless");
  return signer.mismatch(given) ?? "trusted";
}

/** `path: message` of each problem with a signer; what stands before its own name is left out. */
export function signerProblems(signer: unknown, match = "ghcr.io/acme/*"): readonly string[] {
  return problemsOf(() => readTaken(documentWith(signer, match), "/", "test")).map(
    ({ path, message }) => `${path.replace(/^signers\.ci\./, "")}: ${message}`,
  );
}
