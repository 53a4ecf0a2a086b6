import { jsonText } from "../json-text.ts";
import { entriesOf, worstFirst } from "../entries.ts";
import type { Report } from "../report.ts";
import type { Style } from "../style.ts";
import { Fingerprints } from "./fingerprint.ts";
import { isSuccessful, notifications } from "./notifications.ts";
import { BASE } from "./place.ts";
import { resultOf } from "./result.ts";
import { reportingDescriptors } from "./rules.ts";

/** GitHub refuses a run with more results. */
export const MOST_RESULTS = 25_000;

/**
 * SARIF 2.1.0, of what GitHub's code scanning reads: a result for each finding, the worst first; none for what is accepted, and none for
 * what an exemption lifted, which code scanning would open as an alert, since it reads no `suppressions`.
 */
export function sarifReport(report: Report, { version, docs }: Pick<Style, "version" | "docs">): string {
  const entries = worstFirst(entriesOf(report));
  const fingerprints = new Fingerprints();
  const told = entries.slice(0, MOST_RESULTS);
  const { policy } = report;
  const run = {
    tool: {
      driver: {
        name: "digestbound",
        version,
        semanticVersion: version,
        ...(docs !== undefined && { informationUri: docs }),
        rules: reportingDescriptors(docs),
      },
    },
    invocations: [
      {
        executionSuccessful: isSuccessful(report),
        toolExecutionNotifications: notifications(report, entries.length - told.length),
      },
    ],
    originalUriBaseIds: { [BASE]: { description: { text: "The folder that the command was run in." } } },
    columnKind: "utf16CodeUnits",
    results: told.map((entry) => resultOf(entry, policy, fingerprints)),
    ...(policy !== undefined && { properties: { policy: { source: policy.source, digest: policy.digest } } }),
  };
  return jsonText({ $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] });
}
