import { existsSync, readFileSync } from "node:fs";

/** A violation as the engine reports it. */
export interface PolicyEvent {
  /** Of the resource; undefined where the policy named none. */
  readonly urn: string | undefined;
  readonly policyName: string;
  readonly policyPackName: string;
  readonly enforcementLevel: string;
  readonly severity: string | undefined;
  /** The policy's description, a line break and its message, without the engine's colour marks. */
  readonly message: string;
}

/** A line of the engine's log: its `warning:` and `error:` lines, and what a pack printed. Debug lines are left out. */
export interface DiagnosticEvent {
  readonly urn: string | undefined;
  readonly severity: string;
  readonly message: string;
}

/** A resource's inputs before and after a policy of level `remediate` changed them; secrets are blinded. */
export interface Remediation {
  readonly urn: string | undefined;
  readonly policyName: string;
  readonly policyPackName: string;
  readonly before: Fields;
  readonly after: Fields;
}

export interface EngineEvents {
  readonly policyEvents: readonly PolicyEvent[];
  readonly remediations: readonly Remediation[];
  readonly diagnostics: readonly DiagnosticEvent[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads the file that `--event-log` wrote. */
export function readEventLog(file: string): EngineEvents {
  return parseEvents(existsSync(file) ? readFileSync(file, "utf8") : "");
}

/** One JSON object a line. An engine that was killed leaves half a line at the end, or none. */
export function parseEvents(text: string): EngineEvents {
  const lines = text.split("\n").slice(0, -1);
  const events = lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Fields);
  return {
    policyEvents: events.flatMap((event) => fieldsOf(event["policyEvent"])).map(policyEvent),
    remediations: events.flatMap((event) => fieldsOf(event["policyRemediationEvent"])).map(remediation),
    diagnostics: events
      .flatMap((event) => fieldsOf(event["diagnosticEvent"]))
      .map(diagnosticEvent)
      .filter((event) => event.severity !== "debug"),
  };
}

function policyEvent(event: Fields): PolicyEvent {
  return {
    urn: optionalText(event["resourceUrn"]),
    policyName: text(event["policyName"]),
    policyPackName: text(event["policyPackName"]),
    enforcementLevel: text(event["enforcementLevel"]),
    severity: optionalText(event["severity"]),
    message: withoutColour(text(event["message"])),
  };
}

function remediation(event: Fields): Remediation {
  return {
    urn: optionalText(event["resourceUrn"]),
    policyName: text(event["policyName"]),
    policyPackName: text(event["policyPackName"]),
    before: fieldsOf(event["before"])[0] ?? {},
    after: fieldsOf(event["after"])[0] ?? {},
  };
}

function diagnosticEvent(event: Fields): DiagnosticEvent {
  const message = withoutColour(text(event["prefix"]) + text(event["message"]));
  return { urn: optionalText(event["urn"]), severity: text(event["severity"]), message };
}

function fieldsOf(value: unknown): Fields[] {
  return typeof value === "object" && value !== null ? [value as Fields] : [];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function optionalText(value: unknown): string | undefined {
  return text(value) === "" ? undefined : text(value);
}

/** Events carry the engine's own marks, `<{%reset%}>`, that it turns into colours when it prints. */
function withoutColour(marked: string): string {
  return marked.replace(/<\{%[^%]*%\}>/g, "").trimEnd();
}
