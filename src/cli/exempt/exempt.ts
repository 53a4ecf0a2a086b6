import { MAX_EXEMPTIONS, newExemptionProblem, type NewExemption, type PolicyDocument } from "../../policy/index.ts";
import { formatImageReference, printable } from "../../reference/index.ts";
import { imagesOf } from "../first-document/images.ts";
import { usesNamed } from "../first-document/inputs.ts";
import { judge, policyFor, type JudgeFlags } from "../judge.ts";
import { requireNetwork } from "../offline.ts";
import { packBelow } from "../pack-below.ts";
import { nowOf, UsageError, type Terminal } from "../terminal.ts";
import { entriesFor, refusedIn, type Refused } from "./entries.ts";
import { exemptText } from "./exempt-text.ts";

export interface ExemptFlags extends JudgeFlags {
  readonly existing?: boolean;
  readonly until?: string;
  readonly owner?: string;
  readonly because?: string;
}

/** Of the document's 256 KiB, so that something is left for what it says beside. */
const MAX_BYTES = 192 * 1024;

/**
 * `digestbound exempt --existing --until DATE [IMAGE or PATH…]`: judges the images in use and prints the exemptions that let
 * through what is rejected of them today; writes nothing. Exit code 0; 1 where something stays rejected, 3 where something
 * could not be found out.
 * @throws UsageError
 * @throws InvalidPolicy
 */
export async function exempt(
  names: readonly string[],
  flags: ExemptFlags,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  requireNetwork("exempt", terminal);
  if (flags.existing !== true) throw new UsageError(`exempt is for what is there already: say --existing.\n${EXAMPLE}`);
  const policy = policyFor(flags.policy, terminal);
  if (policy === undefined) {
    throw new UsageError(
      "an exemption is from a document, and there is none: give --policy FILE or write a first one: digestbound init IMAGE or PATH…." +
        packBelow(terminal),
    );
  }
  const fresh = freshFrom(flags, policy, terminal);
  if (names.length === 0) throw new UsageError(`name the images in use, or files that name them.\n${EXAMPLE}`);
  const { images, notes, isUnreadable } = imagesOf(await usesNamed(names, terminal, signal, policy.corrections));
  const { verdicts } = await judge(images.map(formatImageReference), policy, flags, terminal, signal);
  if (signal.aborted) return 3;
  const entries = entriesFor(verdicts, policy);
  const text = exemptText(entries, fresh, {
    ...{ source: policy.source, hasExemptions: policy.exemptions.length > 0 },
    ...{ images: images.length, now: nowOf(terminal) },
  });
  if (policy.exemptions.length + entries.length > MAX_EXEMPTIONS || Buffer.byteLength(text) > MAX_BYTES)
    throw new UsageError(`these are more exemptions than a document holds (${entries.length}); name fewer images.`);
  terminal.stdout.write(text);
  const refused = refusedIn(verdicts);
  for (const line of [...notes, ...refused.map(refusedText)]) terminal.stderr.write(`No exemption for this: ${line}\n`);
  if (isUnreadable || refused.some(({ isBad }) => isBad)) return 1;
  return notes.length > 0 || refused.length > 0 ? 3 : 0;
}

function refusedText({ image, message }: Refused): string {
  return `${printable(image)}: ${message}`;
}

const EXAMPLE =
  'Example: digestbound exempt --existing --until 2027-01-31 --owner team-legacy --because "signed from next year on" kubernetes.yaml';

/** Who answers for it and why is asked before anything else: an exemption without them is none. */
function freshFrom({ until, owner, because }: ExemptFlags, policy: PolicyDocument, terminal: Terminal): NewExemption {
  const given = { until, owner, because };
  const missing = Object.entries(given).flatMap(([key, value]) => (value === undefined ? [`--${key}`] : []));
  if (until === undefined || owner === undefined || because === undefined)
    throw new UsageError(
      `an exemption says who answers for it, why, and until when; missing: ${missing.join(", ")}.\n${EXAMPLE}`,
    );
  const fresh = { until: until.trim(), owner: owner.trim(), because: because.trim() };
  const problem = newExemptionProblem(fresh, { policy, now: nowOf(terminal).getTime() });
  if (problem !== undefined) throw new UsageError(`--${problem.key}: ${problem.message}\n${EXAMPLE}`);
  return fresh;
}
