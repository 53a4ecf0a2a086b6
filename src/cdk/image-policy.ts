import { resolve } from "node:path";
import type { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from "aws-cdk-lib";
import { rules } from "../rules/index.ts";
import { askGate } from "./ask-gate.ts";
import { deadlineOf } from "./deadline.ts";
import type { GateOptions } from "./messages.ts";
import { ownVersion } from "./own-version.ts";

export interface ImagePolicyOptions extends GateOptions {
  /** How long judging an app may take before the synthesis fails, in seconds. 120 where it is left out. */
  readonly timeoutSeconds?: number;
}

/**
 * The gate as a validation plugin of the AWS CDK: every image that a synthesised app deploys is named by a digest that carries a
 * signature which the policy document trusts, or the synthesis fails.
 *
 * ```ts
 * Validations.of(app).addPlugins(new ImagePolicy());
 * ```
 */
export class ImagePolicy implements IPolicyValidationPlugin {
  readonly name = "digestbound";
  readonly version: string;
  readonly ruleIds: string[];
  readonly #options: GateOptions;
  readonly #deadline: number;
  /** An app that goes elsewhere later on is judged by the same document. */
  readonly #folder = process.cwd();
  readonly #ask: typeof askGate;

  /** @throws RangeError where `timeoutSeconds` is no time */
  constructor({ timeoutSeconds, ...options }: ImagePolicyOptions = {}, ask: typeof askGate = askGate) {
    this.version = ownVersion();
    this.ruleIds = rules.map(({ id }) => id);
    this.#options = options;
    this.#deadline = deadlineOf(timeoutSeconds);
    this.#ask = ask;
  }

  /** Called by the CDK, which waits for no promise. @throws GateFailure, which fails the synthesis */
  validate({ templatePaths }: IPolicyValidationContext): PolicyValidationPluginReport {
    const templates = templatePaths.map((path) => resolve(path));
    const question = { ...this.#options, kind: "judge", templates } as const;
    const { report } = this.#ask(question, "judged", { deadline: this.#deadline, folder: this.#folder });
    return { ...report, pluginVersion: this.version };
  }
}
