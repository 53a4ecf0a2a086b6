import type { ReferenceReason } from "../../../src/reference/index.ts";

/** 39: what a reference may hold besides a name, with the reason why it is none; `HOST` stands for the server. */
export const names: readonly (readonly [reference: string, reason: ReferenceReason])[] = [
  ["HOST/a/../b:1", "repository-component"],
  ["HOST/team/%2e%2e:1", "percent-encoding"],
  ["HOST/team//web:1", "repository-component"],
  ["HOST/team/web?x=1", "query-or-fragment"],
  ["HOST/team/web#f", "query-or-fragment"],
  ["HOST/team/web@sha256:1", "digest-length"],
  ["HOST/team/web@@1", "several-digests"],
  ["HOST\\team\\web", "backslash"],
  ["HOST/team/web\u3002evil", "not-ascii"],
  ["user:canary@HOST/team/web:1", "userinfo"],
  ["HOST/team/web\0:1", "control-character"],
  [`HOST/${"a".repeat(10_000)}`, "too-long"],
  ["http://HOST/team/web:1", "scheme"],
];

/** Parts that no parser of ours lets through, as if one did. */
export const parts: readonly (readonly [repository: string, tag: string])[] = [
  ["team/../../token", "1"],
  ["team/%2e%2e/x", "1"],
  ["team/web?x", "1"],
  ["team/web#f", "1"],
  ["team\\web", "1"],
  ["team/web", "../../token"],
  ["team/web", "1?x=y"],
  ["team/web", "1/2"],
];
