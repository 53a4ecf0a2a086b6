import type { LockedSigner } from "./lock-entry.ts";

/** A signer's identity, taken apart where it can be. */
export type Identity =
  | { readonly kind: "key"; readonly text: string }
  | {
      readonly kind: "certificate";
      readonly text: string;
      /** "" where the certificate names none. */
      readonly issuer: string;
      /** Without what changes from release to release: of `…@refs/tags/v1.4` only that it was a tag. */
      readonly subject: string;
    };

/** A certificate's subject holds no blank, so that it cannot look like a key. */
export function identityOf({ identity }: LockedSigner): Identity {
  if (identity.startsWith("key ")) return { kind: "key", text: identity };
  const [, subject = identity, issuer = ""] = /^([^ ]+) \(issuer (.+)\)$/.exec(identity) ?? [];
  return { kind: "certificate", text: identity, issuer, subject: subject.replace(/(@refs\/[^/]+\/).*$/, "$1") };
}

/** Whether two identities are one, release after release. */
export function isSame(a: Identity, b: Identity): boolean {
  if (a.kind === "certificate" && b.kind === "certificate") return a.issuer === b.issuer && a.subject === b.subject;
  return a.text === b.text;
}
