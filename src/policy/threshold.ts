/** How many of a rule's signers have to sign where one does not suffice. */
export type Threshold =
  /** Every one of them, each with a key or an identity of its own. */
  | { readonly kind: "all" }
  /** As many distinct keys or certificate identities, whatever the signers' names. */
  | { readonly kind: "at-least"; readonly count: number };

/** `all of a, b`, `at least 2 of a, b, c`, or the names alone where any one suffices. */
export function wantedWords(signers: readonly string[], needs: Threshold | undefined): string {
  const names = signers.join(", ");
  if (needs === undefined) return names;
  return needs.kind === "all" ? `all of ${names}` : `at least ${needs.count} of ${names}`;
}
