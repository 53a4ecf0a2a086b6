import type { Gate, Verdict } from "../gate/index.ts";
import { deploysImages, discoverImageUses } from "../discover/index.ts";
import { plain } from "./plain.ts";

/** What the recorder knows about a resource: the verdicts on its images, or that the check itself failed. */
export type Recorded =
  | { readonly kind: "judged"; readonly verdicts: readonly Verdict[] }
  | { readonly kind: "failed"; readonly message: string };

interface AnalyzedResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly props: unknown;
}

/**
 * Judges each resource once and keeps the result by its URN for the rules, which only report. It is fed by a policy
 * of its own, so that switching one rule off never switches another off; a rule that finds no record rejects.
 */
export class Recorder {
  readonly #records = new Map<string, Recorded>();

  async record(resource: AnalyzedResource, gate: () => Gate): Promise<void> {
    this.#records.set(resource.urn, { kind: "failed", message: "the check was interrupted" });
    this.#records.set(resource.urn, await judged(resource, gate));
  }

  /** Whether no resource with an image was seen yet. */
  get isEmpty(): boolean {
    return [...this.#records.values()].every((record) => record.kind === "judged" && record.verdicts.length === 0);
  }

  of(urn: string): Recorded | undefined {
    return this.#records.get(urn);
  }
}

async function judged(resource: AnalyzedResource, gate: () => Gate): Promise<Recorded> {
  if (!deploysImages(resource.type)) return { kind: "judged", verdicts: [] };
  try {
    const { type, name, urn } = resource;
    const uses = discoverImageUses({ type, name, urn, props: plain(resource.props) });
    return { kind: "judged", verdicts: uses.length === 0 ? [] : await gate().check(uses) };
  } catch (error) {
    return { kind: "failed", message: error instanceof Error ? `${error.name}: ${error.message}` : "unknown failure" };
  }
}
