import type { CfnResource, IAspect } from "aws-cdk-lib";
import type { IConstruct } from "constructs";
import { askGate } from "./ask-gate.ts";
import { deadlineOf } from "./deadline.ts";
import type { ImagePolicyOptions } from "./image-policy.ts";
import type { GateOptions, Write } from "./messages.ts";

/**
 * Remediation as an aspect of the AWS CDK: writes the verified digest beside or in the place of a tag, wherever a property of a resource
 * is the reference itself. What it cannot pin it leaves to {@link ImagePolicy}, which judges what was synthesised.
 *
 * ```ts
 * Aspects.of(app).add(new PinImages());
 * ```
 */
export class PinImages implements IAspect {
  readonly #options: GateOptions;
  readonly #deadline: number;
  readonly #folder = process.cwd();
  readonly #ask: typeof askGate;
  /** By the resource as it was asked about. */
  readonly #writes = new Map<string, readonly Write[]>();

  /** @throws RangeError where `timeoutSeconds` is no time */
  constructor({ timeoutSeconds, ...options }: ImagePolicyOptions = {}, ask: typeof askGate = askGate) {
    this.#deadline = deadlineOf(timeoutSeconds);
    this.#options = options;
    this.#ask = ask;
  }

  /** Called by the CDK with each construct. @throws GateFailure */
  visit(node: IConstruct): void {
    if (!isResource(node)) return;
    const text = textOf(node);
    if (text === undefined) return;
    if (!this.#writes.has(text)) this.#askAbout([text, ...everyResource(node)]);
    for (const { steps, text: image } of this.#writes.get(text) ?? []) node.addPropertyOverride(pathOf(steps), image);
  }

  /** One process for all that is known by now; for what other aspects change later, one more. */
  #askAbout(texts: readonly string[]): void {
    const asked = [...new Set(texts)].filter((text) => !this.#writes.has(text));
    const resources = asked.map((text) => JSON.parse(text) as unknown);
    const question = { ...this.#options, kind: "pin", resources } as const;
    const { writes } = this.#ask(question, "pinned", { deadline: this.#deadline, folder: this.#folder });
    for (const [index, text] of asked.entries()) this.#writes.set(text, writes[index] ?? []);
  }
}

/** As the CDK itself tells resources from other constructs, whichever copy of it made them. */
function isResource(node: IConstruct): node is CfnResource {
  return "cfnResourceType" in node && typeof node.cfnResourceType === "string";
}

function everyResource(node: IConstruct): readonly string[] {
  return node.node.root.node
    .findAll()
    .filter(isResource)
    .map(textOf)
    .filter((text) => text !== undefined);
}

/** The resource as it would be synthesised now; undefined for one that cannot be yet, which is then left to the gate. */
function textOf(resource: CfnResource): string | undefined {
  try {
    const { Resources } = resource.stack.resolve(resource._toCloudFormation()) as { Resources?: object };
    const [rendered] = Object.values(Resources ?? {}) as readonly unknown[];
    return rendered === undefined ? undefined : JSON.stringify(rendered);
  } catch {
    return undefined;
  }
}

/** A dot separates the names of a path. */
function pathOf(steps: Write["steps"]): string {
  return steps.map((step) => String(step).replaceAll(".", "\\.")).join(".");
}
