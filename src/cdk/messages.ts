import type { PolicyValidationPluginReport } from "aws-cdk-lib";

/** What judging a synthesised app depends on. */
export interface GateOptions {
  /** The policy document, as seen from the folder in which the plugin was made; the nearest digestbound.yaml where it is left out. */
  readonly policy?: string;
  /** The lock file; the one beside the policy document where there is one, and it is left out. */
  readonly lock?: string;
  /** Whether what the lock file does not have, or has otherwise, is rejected. */
  readonly frozen?: boolean;
  /** Whether nothing may be asked; `DIGESTBOUND_OFFLINE` where it is left out. */
  readonly offline?: boolean;
}

/** What the gate's own process is asked. */
export type Question =
  | (GateOptions & {
      readonly kind: "judge";
      /** Absolute paths of the synthesised templates, without those of nested stacks. */
      readonly templates: readonly string[];
    })
  | (GateOptions & {
      readonly kind: "pin";
      /** Resources as CloudFormation's own JSON: `{ Type, Properties }`. */
      readonly resources: readonly unknown[];
    });

/** A property that names an image, and the same image with its digest. */
export interface Write {
  /** From the resource's properties down. */
  readonly steps: readonly (string | number)[];
  readonly text: string;
}

/** The file descriptor on which the gate's own process answers. */
export const ANSWER = 3;

/** The answer, or why there is none: then nothing was judged (law 3). */
export type Answer =
  | { readonly kind: "judged"; readonly report: PolicyValidationPluginReport }
  /** What may be written into each of the resources: digests that were verified, or are locked already (law 4). */
  | { readonly kind: "pinned"; readonly writes: readonly (readonly Write[])[] }
  | { readonly kind: "failed"; readonly message: string };
