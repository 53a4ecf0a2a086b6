import type { LockEntry } from "../../lock/index.ts";
import { everyRuleMandatory } from "../../policy/index.ts";
import { jsonUse } from "../../report/index.ts";
import type { Compared } from "./compared.ts";
import type { Refusal } from "./outcome.ts";
import { summaryOf, type LockReport } from "./report.ts";

/** Version 1 of the JSON of `digestbound lock`. */
export function lockJson(report: LockReport): string {
  const { file, isWritten, outcomes, compared, notes, stored } = report;
  const document = {
    version: 1,
    lock: { file, written: isWritten },
    ...(stored && { evidence: stored }),
    changes: compared.map(changeOf),
    refused: outcomes.filter((one) => one.kind === "refused").map((one) => refusalOf(one, report)),
    passedOver: [...outcomes.filter(({ kind }) => kind === "passed").map(({ image }) => image), ...notes],
    summary: summaryOf(report),
  };
  // The same JSON, without what a build service would obey that reads along.
  return `${JSON.stringify(document, undefined, 2).replaceAll("##", "\\u0023#")}\n`;
}

function changeOf({ change: { image, kind, old: previous, now }, old, oldRefused, warnings }: Compared) {
  return {
    image,
    change: kind,
    old: old === undefined ? null : { image: previous?.image ?? image, ...entryOf(old), refused: oldRefused ?? null },
    new: now === undefined ? null : entryOf(now),
    platforms: {
      came: (old && now?.platforms.filter((one) => !old.platforms.includes(one))) ?? [],
      went: (now && old?.platforms.filter((one) => !now.platforms.includes(one))) ?? [],
    },
    warnings,
  };
}

function entryOf({ digest, mediaType, platforms, signers, source }: LockEntry) {
  return { digest, mediaType, platforms, signers, source: source ?? null };
}

/** Levels decide what fails, and never what may be locked. */
function refusalOf({ image, why, verdict }: Refusal, { before }: LockReport) {
  const { digest, findings } = jsonUse(verdict, everyRuleMandatory);
  return { image, why, digest, locked: before.get(image)?.digest ?? null, findings };
}
