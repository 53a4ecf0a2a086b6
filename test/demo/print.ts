import { styleText } from "node:util";
import type { EngineResult } from "../engine/index.ts";

export const out = (text = "") => process.stdout.write(`${text}\n`);

export function heading(text: string): void {
  out();
  out(styleText("bold", text, { stream: process.stdout }));
}

/** The part of the engine's output that the pack wrote, as it stands there. */
export function policiesOf({ output }: EngineResult): string {
  const from = output.indexOf("Policies:");
  return from === -1 ? output : output.slice(from).trimEnd();
}
