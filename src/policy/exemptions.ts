import { isDigest, parseDigest } from "../reference/index.ts";
import { endOf, isDay } from "./day.ts";
import type { ExemptImages, Exemption } from "./exemption.ts";
import { exemptionShape } from "./exemption-shape.ts";
import { inlineShape } from "./inline-shape.ts";
import { InvalidMatch } from "./invalid-match.ts";
import { parseMatchPattern } from "./match-pattern.ts";
import { momentOf } from "./moment.ts";
import { isReason, REASON_EXPECTED } from "./because.ts";
import type { Path, Report } from "./problems.ts";
import { parseResourceGlob } from "./resource-glob.ts";
import { readShape } from "./shape.ts";

type Raw = NonNullable<ReturnType<typeof readShape<typeof exemptionShape.schema.shape>>>;

/** Reads the exemptions that are right and reports what is wrong with the others. */
export function readExemptions(values: readonly unknown[], report: Report): readonly Exemption[] {
  const read = values.map((value, index) => readExemption(exemptionShape, value, ["exemptions", index], report));
  return read.filter((one) => one !== undefined);
}

type ExemptionShape = typeof exemptionShape | typeof inlineShape;

/** Reads an exemption of this shape; undefined where something is wrong with it, which is reported. */
export function readExemption(
  shape: ExemptionShape,
  value: unknown,
  path: Path,
  report: Report,
): Exemption | undefined {
  const raw: Raw | undefined =
    shape === inlineShape
      ? readShape(inlineShape, value, path, report)
      : readShape(exemptionShape, value, path, report);
  return raw && readOne(raw, path, report);
}

function readOne(raw: Raw, path: Path, report: Report): Exemption | undefined {
  const { rule, resource, until } = raw;
  const problems = problemsOf(raw);
  for (const [key, message, remedy] of problems) report([...path, key], message, remedy);
  const image = raw.image === undefined ? undefined : readImages(raw.image, [...path, "image"], report);
  if (problems.length > 0 || (raw.image !== undefined && image === undefined)) return undefined;
  return {
    rule,
    ...(image && { image }),
    ...(resource !== undefined && { resource: parseResourceGlob(resource) }),
    because: raw.because.trim(),
    owner: raw.owner.trim(),
    until,
    end: (isDay(until) ? endOf(until) : momentOf(until)).getTime(),
  };
}

type Problem = readonly [key: string, message: string, remedy: string];

/** What the keys of one exemption have to do with each other. */
function problemsOf({ rule, image, resource, reasons, because, owner }: Raw): readonly Problem[] {
  const isHidden = rule === "image-inspectable";
  const isBreakGlass = rule === "image-checked";
  const all: readonly (Problem | false)[] = [
    isHidden &&
      image !== undefined && [
        "image",
        "only goes with rules about an image; what a resource hides has no name.",
        "Write resource instead.",
      ],
    isHidden &&
      resource === undefined && [
        "resource",
        "is missing: the rule is about resources.",
        'Write resource: "*::legacy-chart".',
      ],
    rule === "image-pinned" &&
      image?.includes("@") === true && [
        "image",
        "names a digest, and the rule is about images that name none.",
        "Write the repository alone; or rule: image-signed for the digest.",
      ],
    !isHidden &&
      image === undefined && [
        "image",
        "is missing: an exemption names a repository.",
        "Write image: quay.io/legacy/app; resource only narrows it.",
      ],
    isBreakGlass &&
      reasons === undefined && [
        "reasons",
        "is missing.",
        "Write reasons: [undetermined]: the exemption then lifts what could not be found out, for at most 24 hours.",
      ],
    !isBreakGlass && reasons !== undefined && ["reasons", "only goes with rule: image-checked.", "Remove it."],
    !isReason(because) && ["because", `expected ${REASON_EXPECTED}.`, exemptionShape.wordings.because.remedy],
    !/^[^\p{C}\p{Zl}\p{Zp}]{1,100}$/u.test(owner.trim()) && [
      "owner",
      "expected one line of at most 100 characters.",
      exemptionShape.wordings.owner.remedy,
    ],
  ];
  return all.filter((one) => one !== false);
}

function readImages(text: string, path: Path, report: Report): ExemptImages | undefined {
  const [name = "", ...digests] = text.split("@");
  const digest = isDigest(digests.join("@")) ? parseDigest(digests.join("@")) : undefined;
  if (digests.length > 0 && digest === undefined) {
    report(
      path,
      "has an at sign that no digest follows.",
      "Write quay.io/legacy/app@sha256: and 64 hexadecimal digits, or the repository alone.",
    );
    return undefined;
  }
  try {
    const match = parseMatchPattern(name);
    // A whole registry is no repository.
    if (match.path.some((part) => typeof part === "string") && !/[{}]/.test(name))
      return { text, match, ...(digest && { digest }) };
    report(
      path,
      "names no repository.",
      "Write at least one component without a wildcard, and no {name}: quay.io/legacy/*.",
    );
  } catch (error) {
    if (!(error instanceof InvalidMatch)) throw error;
    report(path, error.message, error.remedy);
  }
  return undefined;
}
