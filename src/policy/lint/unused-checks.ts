import type { RegistryHost } from "../../reference/index.ts";
import type { PolicyDocument, Signer } from "../document.ts";
import type { MatchPattern } from "../match-pattern.ts";
import { partMatches } from "../match-part.ts";
import type { LintCheck } from "./check.ts";
import { signersOf } from "./signers-used.ts";

export const unusedSigner: LintCheck = {
  id: "unused-signer",
  severity: "warning",
  finds: "a signer that no rule names: not in `signedBy`, in no attestation's `by`, not in `boundToBuild`",
  why: "Whoever reads the document takes the signer for trusted; most often a rule has lost its name.",
  find: ({ document: { signers, images } }) => {
    const used = new Set<Signer>(images.flatMap(signersOf));
    return [...signers.values()]
      .filter((signer) => !used.has(signer))
      .map(({ name }) => ({
        path: ["signers", name],
        message: "is named by no rule.",
        remedy: `Remove it, or write signedBy: [${name}] in the rule that it is meant for.`,
      }));
  },
};

export const unusedRegistry: LintCheck = {
  id: "unused-registry",
  severity: "warning",
  finds: "settings of a host that no `match` names, and no mirror and no `signatureRepository` of such a host",
  why: "Settings let no host be contacted, so that they are for nobody; often the host is misspelt.",
  find: ({ document }) => {
    const used = hostsUsed(document);
    return [...document.registries.keys()].flatMap((host, index) =>
      used.has(host)
        ? []
        : [
            {
              path: ["registries", index, "host"],
              message: `no match names ${host}, so that it is never asked and these settings are for nobody.`,
              remedy: "Write the host as in the match, or remove the entry.",
            },
          ],
    );
  },
};

/** The hosts with settings that may be contacted; mirrors and places of signatures may have such of their own. */
function hostsUsed({ images, registries, aliases }: PolicyDocument): ReadonlySet<RegistryHost> {
  const used = new Set([...registries.keys()].filter((host) => images.some(({ match }) => hostMatches(match, host))));
  // A set hands out what is added while it is walked.
  for (const host of used) {
    const { mirrors = [], signatureRepository } = registries.get(host) ?? {};
    const beside = [...mirrors, ...(signatureRepository === undefined ? [] : [signatureRepository])];
    for (const { registry } of beside) used.add(aliases.get(registry) ?? registry);
  }
  return used;
}

function hostMatches({ host }: MatchPattern, name: RegistryHost): boolean {
  const labels = name.split(".");
  return labels.length === host.length && host.every((part, index) => partMatches(part, labels[index] ?? ""));
}
