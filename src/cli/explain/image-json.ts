import type { Examination, Examined, Maker } from "../../gate/index.ts";
import type { BoundSigner, LevelsNow, Threshold } from "../../policy/index.ts";
import { printable, type Digest } from "../../reference/index.ts";
import { jsonUse } from "../../report/index.ts";
import { tagOf } from "./evidence-text.ts";
import { lockJson } from "./lock-text.ts";
import type { Explanation, Matched } from "./explanation.ts";

/** One explained image as JSON: the verdict as `verify` reports it, and what it rests on. */
export function explanationJson({ verdict, reference, matched, examination, locked }: Explanation, levels: LevelsNow) {
  const { registry, repository, tag = null, digest = null } = reference ?? {};
  return {
    ...jsonUse(verdict, levels),
    reference: reference === undefined ? null : { registry, repository, tag, digest },
    match: matched === undefined ? null : matchJson(matched),
    lock: lockJson(locked),
    evidence: examination === undefined ? null : examination.evidence.map((one) => examinedJson(one, verdict.digest)),
    problems: examination === undefined ? [] : problemsOf(examination),
  };
}

function matchJson({ rule, captures, others }: Matched) {
  const { requirement } = rule;
  return {
    pattern: rule.match.text,
    captures: Object.fromEntries(captures),
    others: others.map(({ match }) => match.text),
    signers: requirement.kind === "signed" ? requirement.anyOf.map(signerJson) : [],
    needs: requirement.kind === "signed" ? needsJson(requirement.needs) : null,
    because: requirement.kind === "signed" ? null : printable(requirement.because),
    attestations: requirement.attestations.map(({ name, anyOf }) => ({
      name: printable(name),
      signers: anyOf.map(signerJson),
    })),
  };
}

/** How many of the signers have to sign. */
function needsJson(needs: Threshold | undefined): "all" | number {
  if (needs === undefined) return 1;
  return needs.kind === "all" ? "all" : needs.count;
}

function signerJson(signer: BoundSigner) {
  const keys = signer.kind === "key" ? signer.keys.map(({ fingerprint }) => fingerprint) : [];
  return { signer: signer.name, described: signer.described, keys };
}

function examinedJson(examined: Examined, subject: Digest | undefined) {
  const { kind, format, via, manifest, layer, maker, differences, predicateType, lacks = [] } = examined;
  const tag = via === "referrer" || via === "stored" || subject === undefined ? null : tagOf(via, subject);
  return {
    kind,
    predicateType: predicateType === undefined ? null : printable(predicateType),
    format,
    found: { tag, manifest, layer },
    maker: makerJson(maker),
    differences,
    lacks,
  };
}

function makerJson(maker: Maker) {
  switch (maker.kind) {
    case "trusted": {
      const { signer, identity, certificate = null, times = [] } = maker.signer;
      return { kind: maker.kind, signer, identity, certificate, times: times.map((time) => time.toISOString()) };
    }
    case "stranger": {
      const { issuer, subject, claims } = maker.identity;
      return { kind: maker.kind, issuer, subject: subject.value, claims, rootOf: maker.rootOf ?? null };
    }
    case "known-key":
    case "unknown-key":
    case "nobody":
      return maker;
  }
}

function problemsOf({ resolution, problems }: Examination) {
  const failures = resolution.kind === "failed" ? [resolution.error] : problems;
  return failures.map(({ reason, message, remedy }) => ({ reason, message, remedy }));
}
