/** What the cases of the checks are made of. */

export interface Case {
  readonly check: string;
  readonly what: string;
  /** What the clean document has in the place of what. */
  readonly bad: readonly (readonly [from: string, to: string])[];
  /** The same mended: it differs from the bad one in what was found alone. */
  readonly good: readonly (readonly [from: string, to: string])[];
  readonly images?: readonly string[];
  /** `path:line message` */
  readonly found: string;
}

export const REF = "      ref: { glob: refs/tags/v* }\n";
export const WORKFLOW = "      workflow: .github/workflows/release.yml\n";
export const RULE = "  - match: ghcr.io/acme/{name}\n    signedBy: [ci]\n";
export const SOURCE = "https://github.com/acme/{name}";
export const KEYED = "  key: { cosign: { key: keys/release.pub } }\n";
export const SIGNERS = "signers:\n";
export const waiver = (match: string) =>
  `  - { match: "${match}", signature: not-required, because: nobody signs these }\n`;
export const keyed = (match: string) => `  - { match: "${match}", signedBy: [key] }\n`;
export const after = (text: string, more: string): readonly [string, string] => [text, `${text}${more}`];
export const exemptions = (...entries: readonly string[]): readonly [string, string] =>
  after(RULE, `longestExemption: 90d\nexemptions:\n${entries.map((entry) => `  - { ${entry} }\n`).join("")}`);
export const exempt = (image: string, rule: string, until = "2027-01-31") =>
  `image: "${image}", rule: ${rule}, because: it is to be mended, owner: team, until: ${until}`;

export const DIGEST = `sha256:${"a".repeat(64)}`;
export const OTHER = `sha256:${"b".repeat(64)}`;
export const WEB = "ghcr.io/acme/web:1";
export const glass = (until: string) =>
  `${exempt("ghcr.io/acme/web", "image-checked", until)}, reasons: [undetermined]`;
