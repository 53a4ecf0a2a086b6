import { suggestedImage, type Verdict } from "../gate/index.ts";
import {
  told,
  type LevelsNow,
  type Lifted,
  type Through,
  type ToldFinding,
  type VerifiedAttestation,
} from "../policy/index.ts";
import { printable, printableReference } from "../reference/index.ts";
import { jsonText } from "./json-text.ts";
import { count, countLifted, type Report } from "./report.ts";
import { messageOf } from "./text.ts";

/** The report as version 1 of the public JSON. */
export function jsonReport(report: Report): string {
  const { verdicts, levels, at } = report;
  const document = {
    version: 1,
    policy: report.policy === undefined ? null : { source: report.policy.source, digest: report.policy.digest },
    ...(at && { at: at.toISOString() }),
    uses: verdicts.map((verdict) => jsonUse(verdict, levels)),
    findings: report.findings,
    inputs: inputsOf(report),
    summary: {
      uses: verdicts.length,
      accepted: count(verdicts, "accepted"),
      rejected: count(verdicts, "rejected"),
      undetermined: count(verdicts, "undetermined"),
      unknown: count(verdicts, "unknown"),
      exempt: count(verdicts, "exempt"),
      lifted: countLifted(verdicts),
    },
  };
  return jsonText(document);
}

function inputsOf({ inputs, verdicts }: Report) {
  if (inputs === undefined) return { read: verdicts.length, skipped: [] };
  const formats = [...new Set(inputs.read.map(({ format }) => format))].sort();
  return { read: new Set(inputs.read.map(({ file }) => file)).size, formats, skipped: inputs.skipped };
}

/** One verdict as it stands under `uses`. */
export function jsonUse(verdict: Verdict, levels: LevelsNow) {
  const { findings, switchedOff } = told(verdict, levels);
  return {
    image: verdict.image === null || verdict.use.secret === true ? null : printableReference(verdict.image),
    digest: verdict.digest ?? null,
    role: verdict.use.role,
    verdict: verdict.status,
    exemption: verdict.lifted === undefined ? null : { lifted: verdict.lifted.map((one) => liftedOf(verdict, one)) },
    place: verdict.use.place,
    findings: findings.map((finding) => findingOf(verdict, finding)),
    ...(switchedOff.length > 0 && { switchedOff }),
    signers: verdict.signers.map(({ signer, system, identity }) => ({ signer, system, identity })),
    ...(verdict.attestations !== undefined && { attestations: verdict.attestations.map(attestationOf) }),
    ...(verdict.through && { through: throughOf(verdict.through) }),
  };
}

/** Which findings were lifted, and by whose word. */
function liftedOf(verdict: Verdict, { finding, exemption: { because, owner, until, inline } }: Lifted) {
  const { rule, reason } = finding;
  const said = { because: printable(because), owner: printable(owner) };
  return { rule, reason, message: messageOf(verdict, finding), ...said, until, ...(inline && { inline }) };
}

function attestationOf({ type, signer: { signer, system, identity } }: VerifiedAttestation) {
  return { type, signer, system, identity };
}

/** The digests that carry the signatures. */
function throughOf(through: Through) {
  return through.kind === "index"
    ? { index: through.digest }
    : { children: through.children.map(({ digest, signer }) => ({ digest, signer: signer.signer })) };
}

function findingOf(verdict: Verdict, finding: ToldFinding) {
  const { rule, reason, severity, level, suggestion, blocks } = finding;
  const told = { rule, reason, severity, level, message: messageOf(verdict, finding), ...(blocks && { blocks }) };
  const image = verdict.use.secret === true ? undefined : suggestedImage(verdict, finding);
  if (suggestion === undefined || image === undefined) return told;
  const { verified, platforms } = suggestion;
  const { locked } = verdict;
  return { ...told, suggestion: { image, verified, platforms, ...(locked !== undefined && { locked }) } };
}
