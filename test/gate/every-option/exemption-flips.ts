import { document } from "./document.ts";
import { HOST, type Elsewhere, type Flip } from "./flip.ts";
import { KEY } from "./signer-flips.ts";

const FILE = "gate/exemptions.test.ts";
const ENTRY = {
  ...{ image: `${HOST}/team/web`, resource: "urn:*", rule: "image-signed" },
  ...{ because: "signed from next year on", owner: "team-legacy", until: "2099-01-31" },
};
const signers = { ci: { cosign: { key: KEY, transparencyLog: "not-required" } } };

/** Nobody signed the image. */
const flip = (fails: object, reason = "image-signed/no-signature"): Flip => ({
  given: () => undefined,
  ...{ holds: document({ signers, rest: { exemptions: [ENTRY] } }), reason, accepts: "exempt" },
  fails: document({ signers, rest: { exemptions: [{ ...ENTRY, ...fails }] } }),
});

export const EXEMPTION_FLIPS = {
  image: flip({ image: `${HOST}/team/other` }),
  resource: flip({ resource: "urn:other*" }),
  rule: flip({ rule: "image-pinned" }),
  because: flip({ because: undefined }, "policy-invalid"),
  owner: flip({ owner: undefined }, "policy-invalid"),
  until: flip({ until: "2001-01-31" }),
  reasons: { file: FILE, title: "lifts what could not be found out %s" },
} satisfies Readonly<Record<string, Flip | Elsewhere>>;

export const LONGEST_EXEMPTION = { file: FILE, title: "within the longest exemption" };
export const EXEMPTIONS: Flip = {
  ...flip({}),
  fails: document({ signers }),
};
