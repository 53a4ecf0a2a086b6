import { joined, literal, literalOf, type Value } from "../value.ts";

/** The input of an action that takes the digest alone, as a reference of which only that matters. */
export function digestReference(given: Value): Value {
  return literalOf(given)?.includes("/") === true ? given : joined(literal("image@"), given);
}
