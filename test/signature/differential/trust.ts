import { ISSUER, WORKFLOW } from "../../fixtures/sigstore/keyless.ts";
import type { Place, Version, World } from "./world.ts";

/** One and the same trust, once as a signer of a policy document and once as arguments of `cosign verify`. */
export interface Trust {
  readonly signer: object;
  readonly cosign: readonly string[];
  /** Which attestation is asked for, by the document's type and by `--type`; a signature where there is none. */
  readonly attestation?: Attestation;
  /** Settings of the registry in the document, and variables of cosign's. */
  readonly settings?: object;
  readonly variables?: Readonly<Record<string, string>>;
}

export interface Attestation {
  readonly type: string;
  readonly cosign: string;
}

/** The key alone: no log is asked for. */
export function trustKey(file: string): Trust {
  return {
    signer: { key: file, transparencyLog: "not-required" },
    cosign: ["--key", file, "--insecure-ignore-tlog=true", "--trusted-root", "empty-root.json"],
  };
}

/** The key, if a log of the tests' own instance has the signature. */
export function trustLoggedKey(file: string): Trust {
  return { signer: { key: file, trustedRoot: "root.json" }, cosign: ["--key", file, "--trusted-root", "root.json"] };
}

const RELEASE = {
  issuer: ISSUER,
  sourceRepository: "https://github.com/acme/web",
  workflow: ".github/workflows/release.yml@refs/heads/main",
};

/** The workflow that the tests' own Fulcio certifies. */
export function trustWorkflow(root = "root.json"): Trust {
  return {
    signer: { ...RELEASE, trustedRoot: root },
    cosign: [...["--certificate-identity", WORKFLOW, "--certificate-oidc-issuer", ISSUER], ...["--trusted-root", root]],
  };
}

/** The same, and what it is to say beside it. */
export function also(trust: Trust, signer: object, cosign: readonly string[] = []): Trust {
  return { ...trust, signer: { ...trust.signer, ...signer }, cosign: [...trust.cosign, ...cosign] };
}

export type Format = "legacy" | "bundle";

/** cosign 2 has to be told which format to look for, cosign 3 looks for bundles first. */
const ASKED: Readonly<Record<Version, Readonly<Record<Format, readonly string[]>>>> = {
  "v2.6.5": { legacy: [], bundle: ["--new-bundle-format"] },
  "v3.1.3": { legacy: [], bundle: [] },
};

/** For attestations in the legacy format and without a key cosign 2 takes no trusted root, but the parts of it in files. */
const PARTS = {
  SIGSTORE_ROOT_FILE: "fulcio.pem",
  SIGSTORE_REKOR_PUBLIC_KEY: "rekor.pub",
  SIGSTORE_CT_LOG_PUBLIC_KEY_FILE: "certificate-log.pub",
};

/** "accepted", or the last line that cosign printed. */
export async function verdictOf(
  world: World,
  version: Version,
  format: Format,
  { reference }: Pick<Place, "reference">,
  { cosign, variables, attestation }: Trust,
): Promise<string> {
  const asked = attestation === undefined ? ["verify"] : ["verify-attestation", "--type", attestation.cosign];
  const isInParts =
    version === "v2.6.5" && format === "legacy" && attestation !== undefined && !cosign.includes("--key");
  const whom = isInParts ? cosign.slice(0, cosign.indexOf("--trusted-root")) : cosign;
  const args = [...asked, "--offline=true", ...ASKED[version][format], ...whom, reference];
  try {
    await world.run(version, args, { ...(isInParts && PARTS), ...variables });
    return "accepted";
  } catch (error) {
    return String(error).trimEnd().split("\n").at(-1) ?? "";
  }
}
