import { printable } from "../../reference/index.ts";
import { REFERENCE, type Format, type Reading } from "../format.ts";

const LONGEST = 200;

/**
 * A reference of which a part may be put in later than at any update.
 * @param holes what stands for such a part; a global expression that takes time in proportion to the text
 * @param when words that follow "is decided": "when the state machine runs"
 */
export function decided(holes: RegExp, when: string, inner: Format = REFERENCE): Format {
  return {
    read: (text, inputs, deploys) =>
      text.search(holes) < 0 ? inner.read(text, inputs, deploys) : [unknownTill(when, text.replace(holes, "…"))],
  };
}

/** @param known what is known of it, `…` for the rest */
export function unknownTill(when: string, known = "…"): Reading {
  if (/^[…\s]*$/.test(known)) return { kind: "unknown", why: `is decided ${when}.` };
  const shown = known.length > LONGEST ? `${known.slice(0, LONGEST)}…` : known;
  return { kind: "unknown", known: shown, why: `is decided ${when}: ${printable(shown)}.` };
}
