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

const inMarker: Elsewhere = { file: "gate/inline.test.ts", title: "%s in a resource" };
export const INLINE_FLIPS = { image: inMarker, rule: inMarker, because: inMarker, owner: inMarker, until: inMarker };

const inline = (choice: string) => document({ signers, rest: { inline: choice } });
const { because, owner, rule } = ENTRY;
const MARKER = { because, owner, rule, until: "2026-07-31" };
/** A pod that asks for its image to be exempt. */
export const INLINE: Flip = {
  ...{ given: () => undefined, accepts: "exempt", reason: "image-signed/no-signature" },
  resource: (image) => ({
    type: "kubernetes:core/v1:Pod",
    props: {
      metadata: {
        annotations: { "digestbound/exempt": JSON.stringify({ ...MARKER, image: image.replace(/@.*/, "") }) },
      },
      spec: { containers: [{ image }] },
    },
  }),
  ...{ holds: inline("allowed"), fails: inline("rejected") },
};

export const LONGEST_EXEMPTION = { file: FILE, title: "within the longest exemption" };
export const EXEMPTIONS: Flip = {
  ...flip({}),
  fails: document({ signers }),
};
