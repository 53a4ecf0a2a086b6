import type { z } from "zod";
import { MalformedJson, parseStrictJson } from "../../json/index.ts";
import { Refused } from "./result.ts";

/** Strict JSON of exactly this shape, or a refusal that names what was read. */
export function readShape<T>(bytes: Uint8Array, limit: number, schema: z.ZodType<T>, what: string): T {
  const parsed = schema.safeParse(json(bytes, limit, what));
  if (parsed.success) return parsed.data;
  const path = parsed.error.issues[0]?.path.join(".") ?? "";
  throw new Refused("malformed", `${what} does not have the form that cosign writes${path === "" ? "" : ` (at ${path})`}`);
}

function json(bytes: Uint8Array, limit: number, what: string): unknown {
  try {
    return parseStrictJson(bytes, { bytes: limit });
  } catch (error) {
    if (error instanceof MalformedJson) throw new Refused("malformed", `${what} is ${error.message}`);
    throw error;
  }
}
