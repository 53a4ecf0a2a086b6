import type { Repository } from "../reference/index.ts";
import { formatRepository } from "../reference/index.ts";
import type { Path, Report } from "./problems.ts";
import { reported } from "./reported.ts";
import type { RequiredClaims } from "../signature/index.ts";
import { fill, parseTemplate, type Captures, type Template } from "./template.ts";

/** What a signer's signed bytes must say beside the digest. */
export interface SignedClaims {
  readonly requireReference: boolean;
  readonly annotations: ReadonlyMap<string, Template>;
}

interface RawClaims {
  readonly requireReference?: "repository" | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

export function readClaims(raw: RawClaims, path: Path, report: Report): SignedClaims {
  const annotations = new Map<string, Template>();
  for (const [name, value] of Object.entries(raw.annotations ?? {})) {
    const template = reported([...path, "annotations", name], report, () => parseTemplate(value));
    if (template !== undefined) annotations.set(name, template);
  }
  return { requireReference: raw.requireReference === "repository", annotations };
}

/** @param names the image's repository as it is shown, and what else it may be called */
export function bindClaims(
  claims: SignedClaims,
  captures: Captures,
  [repository, ...others]: readonly [Repository, ...Repository[]],
): RequiredClaims {
  const annotations = Array.from(
    claims.annotations,
    ([name, value]) => [name, fill(value, captures).join("")] as const,
  );
  return {
    ...(claims.requireReference && {
      reference: formatRepository(repository),
      ...(others.length > 0 && { otherReferences: others.map(formatRepository) }),
    }),
    annotations: new Map(annotations),
  };
}
