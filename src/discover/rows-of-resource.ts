import { rowsOf, type Row } from "./catalog.ts";
import { FAILED, membersOf, shapeOf } from "./data.ts";
import { identityIn, identityOf, type Identity } from "./kubernetes-identity.ts";
import { typeOf } from "./token.ts";

/** Enough to see what a resource says that it is. */
const MOST_MEMBERS = 50_000;

/** What a Kubernetes object says that it is, else what its token says; undefined of anything else. */
export function identityOfResource(type: string, props: unknown): Identity | undefined {
  if (!type.startsWith("kubernetes:")) return undefined;
  const members = shapeOf(props) === "object" ? membersOf(props as object, MOST_MEMBERS) : FAILED;
  return (members === FAILED ? undefined : identityIn(members)) ?? identityOf(type);
}

/** Every row of the catalog about a type and, of an object of Kubernetes, about its kind. */
export function rowsOfResource(type: string, identity: Identity | undefined): readonly Row[] {
  const { catalog, names } = typeOf(type);
  const custom = identity === undefined ? [] : rowsOf("kubernetes-crd", `${identity.group}/${identity.kind}`);
  return [...names.flatMap((name) => rowsOf(catalog, name)), ...custom];
}
