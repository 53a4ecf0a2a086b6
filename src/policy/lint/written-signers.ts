import type { z } from "zod";
import { githubSignerShape } from "../github-signer-shape.ts";
import { parseIssuer } from "../issuer.ts";
import type { Path } from "../problems.ts";
import type { LintInput } from "./check.ts";
import { mapping } from "./written.ts";

type GithubKeys = z.output<typeof githubSignerShape.schema>;

/** A signer as the document writes it; what a publisher's preset holds is nothing that the document's author chose. */
export interface WrittenSigner {
  readonly name: string;
  /** Of what stands under `cosign`. */
  readonly path: Path;
  readonly cosign: Readonly<Record<string, unknown>>;
  /** The keys of a signer on GitHub Actions; absent for any other. */
  readonly github?: GithubKeys;
}

export function writtenSigners({ written }: Pick<LintInput, "written">): readonly WrittenSigner[] {
  return Object.entries(mapping(mapping(written)["signers"])).flatMap(([name, signer]) => {
    const cosign = mapping(signer)["cosign"];
    if (cosign === undefined) return [];
    const keys = mapping(cosign);
    const github = githubKeys(keys);
    return [{ name, path: ["signers", name, "cosign"], cosign: keys, ...(github && { github }) }];
  });
}

function githubKeys(cosign: Readonly<Record<string, unknown>>): GithubKeys | undefined {
  const { issuer } = cosign;
  if (typeof issuer !== "string" || parseIssuer(issuer).github === undefined) return undefined;
  return githubSignerShape.schema.safeParse(cosign).data;
}
