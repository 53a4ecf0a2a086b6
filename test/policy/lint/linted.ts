import { lintPolicy, loadWrittenPolicy, type LintFinding } from "../../../src/policy/index.ts";
import { parseImageReference } from "../../../src/reference/index.ts";
import { createWorkspace, type Workspace } from "../workspace.ts";

/** The day of every test. */
export const NOW = Date.parse("2026-11-27T12:00:00Z");

export interface Linted extends Workspace {
  /** What is found in a document that lies in the folder. */
  lint(text: string, images?: readonly string[]): readonly LintFinding[];
}

export function createLinted(): Linted {
  const workspace = createWorkspace();
  return {
    ...workspace,
    lint: (text, images) =>
      lintPolicy(loadWrittenPolicy(workspace.write("digestbound.yaml", text)), {
        now: NOW,
        ...(images && { images: images.map(parseImageReference) }),
      }),
  };
}

/** A document in which nothing is found: an identity that is bound to the repository, the tags and the workflow. */
export const CLEAN = `version: 1
signers:
  ci:
    cosign:
      issuer: https://token.actions.githubusercontent.com
      sourceRepository: https://github.com/acme/{name}
      workflow: .github/workflows/release.yml
      ref: { glob: refs/tags/v* }
images:
  - match: ghcr.io/acme/{name}
    signedBy: [ci]
`;
