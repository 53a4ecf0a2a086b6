import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { InvalidPolicy, readPolicyObject } from "../../../src/policy/index.ts";
import { EXEMPTION_FLIPS, INLINE_FLIPS } from "./exemption-flips.ts";
import {
  CREDENTIALS_FLIPS,
  DOCUMENT_FLIPS,
  FIELD_FLIPS,
  LEVEL_FLIPS,
  NOT_IMAGE_FLIPS,
  REGISTRY_FLIPS,
  SIGNER_FLIPS,
} from "./document-flips.ts";
import { differences, HOST, outcomes, type Elsewhere, type Flip } from "./flip.ts";
import {
  BUILD_BINDING_FLIPS,
  CONDITION_FLIPS,
  CUSTOM_FLIPS,
  PROVENANCE_FLIPS,
  RULE_FLIPS,
  SBOM_FLIPS,
  SCAN_FLIPS,
} from "./rule-flips.ts";
import { shapesOfTheDocument } from "./shapes.ts";
import {
  AUTHORITY_FLIPS,
  DATED_KEY_FLIPS,
  GITHUB_FLIPS,
  ISSUER_FLIPS,
  KEY_FLIPS,
  WITNESS_FLIPS,
} from "./signer-flips.ts";

// Law 7: every documented option has a test in which flipping it flips a verdict. The options are read from the shapes
// themselves, so that none can be added without one.

const FLIPS: Readonly<Record<string, Readonly<Record<string, Flip | Elsewhere>>>> = {
  "a policy document": DOCUMENT_FLIPS,
  "a signer": SIGNER_FLIPS,
  "a signer by key": KEY_FLIPS,
  "a key with dates": DATED_KEY_FLIPS,
  "a signer on GitHub Actions": GITHUB_FLIPS,
  "a signer by issuer and subject": ISSUER_FLIPS,
  "a signer by certificate authority": AUTHORITY_FLIPS,
  "a mapping of witnesses": WITNESS_FLIPS,
  "an image rule": RULE_FLIPS,
  "an attestation of type slsa-provenance": PROVENANCE_FLIPS,
  "an attestation of an SBOM": SBOM_FLIPS,
  "an attestation of type vulnerabilities": SCAN_FLIPS,
  "an attestation of a type of its own": CUSTOM_FLIPS,
  "a condition": CONDITION_FLIPS,
  "a binding to a build": BUILD_BINDING_FLIPS,
  "a level with a date": LEVEL_FLIPS,
  "an exemption": EXEMPTION_FLIPS,
  "an exemption in a resource": INLINE_FLIPS,
  "a registry's settings": REGISTRY_FLIPS,
  "a registry's credentials": CREDENTIALS_FLIPS,
  "a field": FIELD_FLIPS,
  "a place without images": NOT_IMAGE_FLIPS,
};

/** All keys of the four kinds of cosign signers in one; each kind has its own flips. */
const UNION = "a cosign signer";
const SHAPES = [...shapesOfTheDocument()].filter(([what]) => what !== UNION);

const isElsewhere = (one: Flip | Elsewhere): one is Elsewhere => "file" in one;
const ALL = Object.entries(FLIPS).flatMap(([what, flips]) =>
  Object.entries(flips).map(([key, one]) => ({ what, key, one })),
);

type Keys = Record<string, unknown>;

/** What no option of any kind may hold. */
const NOTHING = { "no such key": 1 };

/** Of the documents of a flip, those that say nothing at the option's own place where it holds what it cannot. */
function silentAbout(flip: Flip, key: string): readonly string[] {
  const [first = ""] = differences(flip.holds, flip.fails);
  const steps = first.slice(1, first.indexOf(" = ")).split("/");
  const place = steps.slice(0, steps.lastIndexOf(key) + 1);
  const at = place.reduce((path, step) => (/^\d+$/.test(step) ? `${path}[${step}]` : `${path}.${step}`), "").slice(1);
  const spoilt = [flip.holds, flip.fails].map((document) => {
    const copy = JSON.parse(JSON.stringify(document).replaceAll(HOST, "127.0.0.1:5000")) as Keys;
    const inner = place.slice(0, -1).reduce<Keys | undefined>((value, step) => value?.[step] as Keys | undefined, copy);
    if (inner === undefined || !(key in inner)) return undefined;
    inner[key] = NOTHING;
    return copy;
  });
  const those = spoilt.filter((document) => document !== undefined);
  expect(those.length).toBeGreaterThan(0);
  return those.flatMap((document) => {
    const paths = problemPaths(document);
    return paths.some((path) => path.startsWith(at)) ? [] : [`${at}: ${paths.join(", ")}`];
  });
}

function problemPaths(document: object): readonly string[] {
  try {
    readPolicyObject(document, "/", "test");
    return [];
  } catch (error) {
    if (!(error instanceof InvalidPolicy)) throw error;
    return error.problems.map(({ path }) => path);
  }
}

describe("every option of the policy document flips a verdict", () => {
  it.each(SHAPES)("%s: there is a flip for each of its keys", (what, keys) => {
    expect(Object.keys(FLIPS[what] ?? {}).sort()).toEqual([...keys].sort());
  });

  it("there are no flips of anything else", () => {
    expect(Object.keys(FLIPS).sort()).toEqual(SHAPES.map(([what]) => what).sort());
  });

  it.each(ALL.flatMap(({ one, ...row }) => (isElsewhere(one) ? [] : [{ ...row, flip: one }])))(
    "$what: $key",
    async ({ key, flip }) => {
      for (const path of differences(flip.holds, flip.fails)) expect(path.split(/[/ ]/)).toContain(key);
      expect(await outcomes(flip)).toEqual({ holds: flip.accepts ?? "accepted", fails: flip.reason });
    },
  );

  it.each(ALL.flatMap(({ one, ...row }) => (isElsewhere(one) ? [] : [{ ...row, flip: one }])))(
    "$what: $key: a value of another kind is an error at its place",
    ({ key, flip }) => {
      expect(silentAbout(flip, key)).toEqual([]);
    },
  );

  it.each(ALL.flatMap(({ one, ...row }) => (isElsewhere(one) ? [{ ...row, ...one }] : [])))(
    "$what: $key, in $file",
    ({ file, title }) => {
      const path = join(__dirname, "../..", file);
      expect(existsSync(path)).toBe(true);
      expect(readFileSync(path, "utf8")).toContain(`"${title}"`);
    },
  );
});
