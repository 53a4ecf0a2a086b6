import { deploys, type EngineDocument, FAILED, gap, isObject, type Members, stateOf, together } from "./document.ts";

const NOTHING: EngineDocument = { resources: [], gaps: [] };

/** What the engine's log says of one event. */
export interface EngineEvent {
  readonly document: EngineDocument;
  /** With it a run ends. */
  readonly isEnd: boolean;
}

/** An engine event as `--event-log` and the streamed preview write it, one a line. */
export function readEvent(event: Members): EngineEvent {
  if (!isEvent(event)) return { document: gap(NO_EVENT, []), isEnd: false };
  const states = ["resourcePreEvent", "resOutputsEvent", "resOpFailedEvent"].map((name) => stateIn(event, name));
  const { summaryEvent: summary, diagnosticEvent: diagnostic } = event;
  const isFailed =
    (isObject(summary) && summary["result"] === "failed") ||
    (isObject(diagnostic) && diagnostic["severity"] === "error");
  const failed = isFailed ? [gap(FAILED, [])] : [];
  return { document: together([...states, ...failed]), isEnd: isObject(summary) };
}

export const NO_EVENT = "has a line that is no event of the engine";

/** An object of Kubernetes among the lines is one to whoever applies them. */
function isEvent(event: Members): boolean {
  const isObjectOfKubernetes = Object.hasOwn(event, "apiVersion") && Object.hasOwn(event, "kind");
  return Object.keys(event).some((name) => name.endsWith("Event")) && !isObjectOfKubernetes;
}

function stateIn(event: Members, name: string): EngineDocument {
  const about = event[name];
  if (about === undefined) return NOTHING;
  const metadata = isObject(about) ? about["metadata"] : undefined;
  if (!isObject(metadata)) return gap("is an event about no resource", [name]);
  const { op, new: state } = metadata;
  if (!deploys(op) || state === undefined || state === null) return NOTHING;
  const at = [name, "metadata", "new"];
  return isObject(state) ? stateOf(state, at) : gap("is no object, as the engine writes it", at);
}
