import { createRequire } from "node:module";
import { Secret } from "@pulumi/policy";
import { UNKNOWN, type ImageUse, type Tree, withSecretsMarked } from "../discover/index.ts";
import { target } from "./proxies.ts";

/** A resource's inputs as the engine sent them. */
type Struct = object;
type Deserialize = (struct: Struct, keepSecrets: boolean) => object;

/** Stands on the function itself, so that a second copy of this package in the process finds it. */
interface Trace {
  readonly original: Deserialize;
  readonly wireForms: WeakMap<object, Struct>;
}

const TRACE: unique symbol = Symbol.for("digestbound.trace");
// The SDK's types leave this module out; it is the one that unwraps secrets.
const sdk = createRequire(__filename)("@pulumi/policy/deserialize") as {
  deserializeProperties: Deserialize & { [TRACE]?: Trace };
};

/**
 * Makes the SDK's inputs traceable to what the engine sent. Analyze unwraps secrets and keeps no trace of them, and a
 * reference that is a secret must not be printed (law 10); only the wire form still tells. With an SDK that works
 * otherwise nothing is known to be secret, and nothing else changes.
 */
export function traceSecrets(): void {
  const original = sdk.deserializeProperties;
  if (original[TRACE] !== undefined) return;
  const wireForms: Trace["wireForms"] = new WeakMap();
  const traced: Deserialize = (struct, keepSecrets) => {
    const inputs = original(struct, keepSecrets);
    if (!keepSecrets) wireForms.set(inputs, struct);
    return inputs;
  };
  sdk.deserializeProperties = Object.assign(traced, { [TRACE]: { original, wireForms } });
}

/** The uses, those marked that can be seen only because a secret was unwrapped. */
export function markSecretUses(
  uses: readonly ImageUse[],
  props: unknown,
  discover: (inputs: Tree) => readonly ImageUse[],
): readonly ImageUse[] {
  const open = withoutSecrets(props);
  return open === undefined ? uses : withSecretsMarked(uses, discover(open));
}

/** The inputs with every secret unknown; undefined where there is none. Remediation is given the secrets as such. */
function withoutSecrets(props: unknown): Tree | undefined {
  const found = { secrets: 0 };
  const open = hide(withSecrets(target(props)), found);
  return found.secrets === 0 ? undefined : open;
}

function withSecrets(inputs: object): object {
  const trace = sdk.deserializeProperties[TRACE];
  const struct = trace?.wireForms.get(inputs);
  return trace === undefined || struct === undefined ? inputs : target(trace.original(struct, true));
}

function hide(value: unknown, found: { secrets: number }): Tree {
  if (value instanceof Secret) {
    found.secrets += 1;
    return UNKNOWN;
  }
  if (Array.isArray(value)) return value.map((element) => hide(element, found));
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (typeof value !== "object" || value === null) return null;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, hide(member, found)]));
}
