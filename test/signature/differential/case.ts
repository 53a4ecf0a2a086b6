import type { ImageOptions } from "../../fixtures/index.ts";
import { verdictOf, type Format, type Trust } from "./trust.ts";
import { newPlace, VERSIONS, type Place, type Version, type World } from "./world.ts";

/** What each of the three makes of one signature. */
export interface Verdicts extends Readonly<Record<Version, "accepts" | "refuses">> {
  /** "accepted", or the reason in docs/reasons.md. */
  readonly ours: string;
}

/** One signature, and what is made of it. */
export interface Case {
  readonly what: string;
  /** cosign 2 has to be told where to look. */
  readonly format: Format;
  readonly image?: ImageOptions;
  /** Makes the signature, and answers whom all three are to trust. */
  readonly make: (world: World, place: Place) => Promise<Trust> | Trust;
  readonly verdicts: Verdicts;
  /** The point of docs/stricter-than-cosign.md that explains why the verdicts differ. */
  readonly point?: string;
  /** What is judged, where that is not the image by its digest. */
  readonly judged?: (place: Place) => string;
}

/** The three verdicts in the order in which the tables write them. */
export function verdicts(v2: Verdicts["v2.6.5"], v3: Verdicts["v3.1.3"], ours: string): Verdicts {
  return { "v2.6.5": v2, "v3.1.3": v3, ours };
}

export const ALL_ACCEPT = verdicts("accepts", "accepts", "accepted");

export interface Outcome {
  readonly verdicts: Verdicts;
  /** What cosign printed last, for whoever reads a failure. */
  readonly said: Readonly<Record<string, string>>;
}

let made = 0;

/** Makes the signature in a repository of its own and asks all three. */
export async function runCase(world: World, { format, image, make, judged }: Case): Promise<Outcome> {
  const place = newPlace(world, `image-${++made}`, image);
  const trust = await make(world, place);
  const reference = judged?.(place) ?? place.reference;
  const asked = VERSIONS.map((version) => verdictOf(world, version, format, { reference }, trust));
  const [ours, ...said] = await Promise.all([world.judge(reference, trust), ...asked]);
  const [v2 = "", v3 = ""] = said.map((one) => (one === "accepted" ? ("accepts" as const) : ("refuses" as const)));
  return {
    verdicts: { "v2.6.5": v2 || "refuses", "v3.1.3": v3 || "refuses", ours },
    said: Object.fromEntries(VERSIONS.map((version, index) => [version, said[index] ?? ""])),
  };
}

/** Which way a case's verdicts differ: nobody may be surprised in either. */
export function difference({ verdicts: { ours, ...theirs } }: Pick<Case, "verdicts">): "none" | "stricter" | "wider" {
  const others = Object.values(theirs);
  if (ours !== "accepted") return others.includes("accepts") ? "stricter" : "none";
  return others.includes("refuses") ? "wider" : "none";
}
