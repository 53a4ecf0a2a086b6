import type { Verdict } from "../../gate/index.ts";
import { told, type LevelsNow, type ToldFinding } from "../../policy/index.ts";
import { visible } from "../../reference/index.ts";
import { shownImage } from "../entries.ts";
import type { Look } from "../style.ts";
import { liftedText, type Narrator, throughText } from "../text.ts";
import { COLOURS, MARKS, paint } from "./paint.ts";

/** A use that was named by itself, on the command line or in a resource: its verdict, who vouches for it, and what is wrong. */
export function namedBlock(verdict: Verdict, levels: LevelsNow, narrator: Narrator, look: Look): string {
  const { findings, switchedOff } = told(verdict, levels);
  const texts = findings.map((finding) => findingText(verdict, finding, narrator));
  return [heading(verdict, look), ...vouchingLines(verdict), ...texts, ...hiddenLines(switchedOff)].join("\n");
}

export function heading(verdict: Verdict, look: Look): string {
  const head = paint(`${MARKS[verdict.status]} ${verdict.status}`, COLOURS[verdict.status], look);
  return `${head}  ${shownImage(verdict) ?? "an image"}`;
}

/** Who signed and attested it, and what exemptions lifted. */
export function vouchingLines(verdict: Verdict): readonly string[] {
  const signers = verdict.signers.map(
    ({ signer, identity }) => `  signed by ${visible(signer)} (${visible(identity)})`,
  );
  const attestations = (verdict.attestations ?? []).map(
    ({ type, signer: { signer, identity } }) =>
      `  ${visible(type)} attested by ${visible(signer)} (${visible(identity)})`,
  );
  const through = verdict.through === undefined ? [] : [`  ${throughText(verdict.through)}`];
  const lifted = (verdict.lifted ?? []).map((one) => `  exempt: ${liftedText(verdict, one)}`);
  return [...signers, ...through, ...attestations, ...lifted];
}

export function hiddenLines(switchedOff: readonly string[]): readonly string[] {
  return switchedOff.length === 0 ? [] : [`  not shown, because the policy switches it off: ${switchedOff.join(", ")}`];
}

function findingText(verdict: Verdict, finding: ToldFinding, narrator: Narrator): string {
  const { rule, severity, level } = finding;
  const word = level === "mandatory" ? "error" : level;
  const [first, ...rest] = narrator.tell(verdict, finding).split("\n");
  return [`  ${word}[${rule}] (${severity}) ${first ?? ""}`, ...rest.map((line) => `  ${line}`)].join("\n");
}
