import type { PolicyValidationPluginReport } from "aws-cdk-lib";

/** What judging a synthesised app depends on. */
export interface GateOptions {
  /** The policy document, as seen from the current folder; the nearest digestbound.yaml where it is left out. */
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
  | (GateOptions & { readonly kind: "pin"; readonly images: readonly string[] });

/** The answer, or why there is none: then nothing was judged (law 3). */
export type Answer =
  | { readonly kind: "judged"; readonly report: PolicyValidationPluginReport }
  /** The references that may be written in the place of others: verified, or locked already (law 4). */
  | { readonly kind: "pinned"; readonly pins: Readonly<Record<string, string>> }
  | { readonly kind: "failed"; readonly message: string };
