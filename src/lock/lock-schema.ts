import { z } from "zod";
import { entryShape, lockVersion } from "./lock-shape.ts";

/** The JSON Schema (draft 7) of digestbound.lock. What takes a grammar is left to the reader: looser than that, never stricter. */
export function lockFileSchema(): object {
  const shape = z
    .strictObject({
      version: lockVersion,
      images: z.record(z.string(), entryShape).describe("The entries, by the reference in its canonical spelling."),
    })
    .meta({ title: "Lock file of digestbound, version 1" });
  return z.toJSONSchema(shape, { target: "draft-7", io: "input" });
}
