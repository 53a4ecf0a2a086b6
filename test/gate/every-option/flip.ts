import { afterEach } from "@jest/globals";
import { discoverImageUses } from "../../../src/discover/index.ts";
import { createGate } from "../../../src/gate/index.ts";
import { InvalidPolicy } from "../../../src/policy/index.ts";
import { pushImage, type ImageOptions } from "../../fixtures/index.ts";
import { NOW } from "../../fixtures/sigstore/keyless.ts";
import type { Place } from "../../fixtures/sigstore/push-keyless.ts";
import { startEmbeddedRegistry, type EmbeddedRegistryOptions } from "../../registry/embedded/index.ts";
import { readTaken } from "../../schema/schema.ts";
import { reasons, useOf } from "../setting.ts";

/** Stands for the registry's host, which is another one in each test. */
export const HOST = "HOST";

/** One image, and two documents that differ in one option alone: the one accepts it, the other does not. */
export interface Flip {
  readonly image?: ImageOptions;
  readonly registry?: EmbeddedRegistryOptions;
  readonly environment?: NodeJS.ProcessEnv;
  /** What lies beside the image. */
  readonly given: (place: Place) => void;
  /** What is deployed, where that is not the image by its digest. */
  readonly judged?: (place: Place) => string;
  /** Where it stands, if that decides what is found: a resource's type and inputs. */
  readonly resource?: (image: string) => { readonly type: string; readonly props: object };
  readonly holds: object;
  readonly fails: object;
  /** The verdict that lets the image through; "accepted" unless given. */
  readonly accepts?: "exempt";
  /** `rule/reason` of the first finding, "no verdict" where nothing was found to judge, or "policy-invalid". */
  readonly reason: string;
}

/** A test of its own that flips a verdict with the option, where two documents and one image do not show it. */
export interface Elsewhere {
  readonly file: string;
  readonly title: string;
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** What both documents lead to: "accepted", `rule/reason`, or "policy-invalid". */
export async function outcomes(flip: Flip): Promise<{ readonly holds: string; readonly fails: string }> {
  const registry = await startEmbeddedRegistry(flip.registry);
  closing.push(() => registry.close());
  const repository = "team/web";
  const image = pushImage(registry, repository, "1.0", { text: "web", ...flip.image });
  const place = { registry, repository, image };
  flip.given(place);
  const judged = flip.judged?.(place) ?? `${registry.host}/${repository}@${image.digest}`;
  const judge = async (document: object): Promise<string> => {
    const written = JSON.parse(JSON.stringify(document).replaceAll(HOST, registry.host)) as object;
    const options = { environment: flip.environment ?? {}, now: () => NOW.getTime(), limits: { retryDelay: 1 } };
    try {
      const policy = readTaken(written, "/", "test");
      const gate = createGate(policy, options);
      closing.push(() => gate.close());
      const resource = flip.resource?.(judged);
      const found = resource && discoverImageUses({ ...resource, name: "", urn: "" }, policy.corrections);
      const verdicts = await gate.check(found ?? [useOf(judged)]);
      const accepts = flip.accepts ?? "accepted";
      if (verdicts.length > 0 && verdicts.every(({ status }) => status === accepts)) return accepts;
      return verdicts.flatMap(reasons)[0] ?? "no verdict";
    } catch (error) {
      if (error instanceof InvalidPolicy) return "policy-invalid";
      throw error;
    }
  };
  return { holds: await judge(flip.holds), fails: await judge(flip.fails) };
}

/** Where two documents differ: the path of each text, number or list's entry that only one of them has. */
export function differences(one: unknown, other: unknown): readonly string[] {
  const [these, those] = [leaves(one), leaves(other)];
  const apart = (a: ReadonlySet<string>, b: ReadonlySet<string>) => [...a].filter((leaf) => !b.has(leaf));
  return [...apart(these, those), ...apart(those, these)];
}

function leaves(value: unknown, path = ""): ReadonlySet<string> {
  if (typeof value !== "object" || value === null) return new Set([`${path} = ${JSON.stringify(value)}`]);
  return new Set(Object.entries(value).flatMap(([key, inner]) => [...leaves(inner, `${path}/${key}`)]));
}
