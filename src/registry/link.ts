const ENTRY = /[\s,]*<([^<>]*)>((?:\s*;\s*[\w!#$&+.^`|~*-]+(?:\s*=(?:\s*"[^"]*"|\s*[^\s";,]+)?)?)*)\s*(?=,|$)/y;
const REL = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s";,]+))/i;

/**
 * The target of a Link header's `rel="next"` (RFC 8288), as it is written; undefined where there is none. What follows
 * the first thing that cannot be read does not count.
 */
export function nextLink(header: string | undefined): string | undefined {
  const pattern = new RegExp(ENTRY);
  for (let entry = pattern.exec(header ?? ""); entry !== null; entry = pattern.exec(header ?? "")) {
    const [, target, parameters = ""] = entry;
    const [, quoted, plain] = REL.exec(parameters) ?? [];
    const relations = (quoted ?? plain ?? "").toLowerCase().split(/\s+/);
    if (relations.includes("next")) return target;
  }
  return undefined;
}
