import type { Place } from "../../discover/index.ts";
import { visible } from "../../reference/index.ts";
import { lockText, type Narrator } from "../../report/index.ts";
import type { Verdict } from "../../gate/index.ts";
import { isKept, type Intent } from "./wanted.ts";

/** A use that stays as it is although something is wrong with it, or that could not be written. */
export interface Left {
  readonly intent: Intent;
  /** Why what is offered was not written, in words that follow "not written:". */
  readonly why?: string;
}

/** What is wrong with it, as `verify` and `resolve` tell it, and why it stays. */
export function leftText({ intent, why }: Left, narrator: Narrator): string {
  const { verdict, tag } = intent;
  const about = isKept(intent) && tag !== undefined ? tag : verdict;
  const lines = about.findings.map((found) => narrator.tell(about, found)).join("\n");
  const kept = about === verdict ? [] : ["  --update leaves its digest as it is."];
  const refused = why === undefined ? [] : [`  Not written: ${why}.`];
  const hint =
    why === undefined && isOnlyUnverified(about) ? [`  To write it all the same, add --accept-unverified.`] : [];
  return [where(verdict.use.place), ...(lines === "" ? [] : [lines]), ...kept, ...refused, ...hint].join("\n");
}

function isOnlyUnverified({ locked, findings }: Verdict): boolean {
  return locked === undefined && findings.some(({ suggestion }) => suggestion?.verified === false);
}

/** Whether the image is let through as it stands there. */
export function isThrough({ status }: Verdict): boolean {
  return status === "accepted" || status === "exempt";
}

/** What is written, and yet not as it was locked. That all is as it was locked is no news. */
export function noticesOf({ use, ...verdict }: Verdict): readonly string[] {
  return verdict.findings
    .filter(({ rule, reason }) => rule === "image-lock" && reason !== "locked-digest")
    .map((found) => `${where(use.place)}\n${lockText({ use, ...verdict }, found)}`);
}

export function where({ file = "", line, column }: Pick<Place, "file" | "line" | "column">): string {
  const at = [line, column].flatMap((one) => (one === undefined ? [] : [`:${one}`]));
  return `${visible(file)}${at.join("")}`;
}
