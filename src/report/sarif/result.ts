import type { PolicyDocument } from "../../policy/index.ts";
import { fileOf, offerSentence, shownImage, type Entry } from "../entries.ts";
import { offerOf } from "../text.ts";
import { messageLines } from "./message.ts";
import { FINGERPRINT, type Fingerprints } from "./fingerprint.ts";
import { artifactOf, locationsOf, regionOf } from "./place.ts";
import { ruleIndex } from "./rules.ts";

/** One finding. */
export function resultOf(
  entry: Entry,
  policy: Pick<PolicyDocument, "source"> | undefined,
  fingerprints: Fingerprints,
): object {
  const { rule, weight, reason, severity, place, verdict } = entry;
  const fixes = fixesOf(entry);
  return {
    ruleId: rule,
    ruleIndex: ruleIndex(rule),
    level: weight,
    message: { text: messageText(entry) },
    locations: locationsOf(place, policy),
    partialFingerprints: { [FINGERPRINT]: fingerprints.of(entry) },
    ...(fixes.length > 0 && { fixes }),
    properties: { reason, severity, ...(verdict && { verdict: verdict.status, digest: verdict.digest ?? null }) },
  };
}

function messageText(entry: Entry): string {
  const { message, verdict, remedy } = entry;
  const image = verdict && shownImage(verdict);
  const said = [image === undefined ? message : `${image}: ${message}`, offerSentence(entry), remedy];
  return messageLines(said.filter((one) => one !== undefined).join("\n"));
}

/** What to write in the reference's place, where it stands there as it is, and only where somebody vouches for it (law 4). */
function fixesOf({ place, verdict, finding }: Entry): readonly object[] {
  const offer = verdict && finding && offerOf(verdict, finding);
  const file = fileOf(place);
  if (file === undefined || place?.line === undefined || place.column === undefined) return [];
  if (offer?.isWhole !== true || place.endColumn === undefined || finding?.suggestion?.verified !== true) return [];
  const replacement = { deletedRegion: regionOf(place), insertedContent: { text: offer.write } };
  const change = { artifactLocation: artifactOf(file), replacements: [replacement] };
  return [{ description: { text: "Name the image by the digest that was verified." }, artifactChanges: [change] }];
}
