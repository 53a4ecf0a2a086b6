import type { Examined } from "../gate/index.ts";

type Identity = Extract<Examined["maker"], { kind: "stranger" }>["identity"];

const LONGEST = 60;

/** A name that a document may give an identity: its repository or its subject, in the characters of signers' names. */
export function signerName({ subject, claims }: Identity, taken: readonly string[]): string {
  const text = (claims.sourceRepositoryUri ?? subject.value).replace(/^[a-z+]+:\/\/[^/]+\//, "");
  const plain = text
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, LONGEST);
  return freeName(plain === "" ? "signer" : plain, taken);
}

/** The name itself, or with the first number that makes it another than those that are taken. */
export function freeName(name: string, taken: readonly string[]): string {
  let free = name;
  for (let count = 2; taken.includes(free); count += 1) free = `${name}-${count}`;
  return free;
}
