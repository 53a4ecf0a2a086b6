import { randomInt } from "node:crypto";
import { isMade } from "./data.ts";
import { printable } from "../reference/index.ts";

/** What a template writes and leaves out for a reason: `Ref: AWS::NoValue`. */
export const ABSENT: unique symbol = Symbol("left out");

/** One of these values stands at a place; which of them is decided later. Each of them is judged. */
export class Several {
  /** `steps` lead from the place to where the value is written, as its path shows them. */
  readonly branches: readonly { readonly steps: readonly (string | number)[]; readonly value: unknown }[];

  constructor(branches: Several["branches"]) {
    this.branches = branches;
  }
}

/** A value that nobody can see from here. `why` continues a sentence about its place. */
export class Unread {
  readonly why: string;
  /** No more is read from here on, so that it is told wherever it stands. */
  readonly isEnd: boolean;

  constructor(why: string, isEnd = false) {
    this.why = why;
    this.isEnd = isEnd;
  }
}

export function isSeveral(value: unknown): value is Several {
  return isMade(value, Several);
}

export function isUnread(value: unknown): value is Unread {
  return isMade(value, Unread);
}

/**
 * Drawn anew by every process, so that nothing from outside can hold it, however it is escaped or put together there. Of private
 * use, so that no reference can hold it either.
 */
const MARK = String.fromCodePoint(...Array.from({ length: 4 }, () => randomInt(0x100000, 0x10fffe)));

/** Stand for the part of a text that is decided later. */
export const HOLES = {
  /** A word: letters, digits, dots and dashes. */
  word: `${MARK}\u{F0000}`,
  /** A name or an ARN: no quote, no bracket, no white space. */
  name: `${MARK}\u{F0001}`,
  /** Anything, such as more of the document that the text is. */
  anything: `${MARK}\u{F0002}`,
  /** Words that nobody but CloudFormation itself chooses: of the account and the region that a template is deployed to. */
  account: `${MARK}\u{F0003}`,
  region: `${MARK}\u{F0004}`,
  suffix: `${MARK}\u{F0005}`,
} as const;

const HOLE = new RegExp(`${MARK}[\u{F0000}-\u{F0005}]`, "gu");
/** A part of a text that is decided later, and whatever is decided later right behind it. */
export const HOLES_TOGETHER = new RegExp(`(?:${MARK}[\u{F0000}-\u{F0005}])+`, "gu");

/** The text as people read it: `…` for what is decided later. */
export function shownLater(text: string): string {
  return text.replace(HOLES_TOGETHER, "…");
}

/** The text without what is decided later. */
export function literalOf(text: string): string {
  return text.replace(HOLE, "");
}

export function hasHole(text: string): boolean {
  return text.includes(MARK);
}

/** Whether a text with parts that are decided later may become this one, in any case. */
export function mayBe(text: string, wanted: string): boolean {
  const pieces = text.toLowerCase().split(HOLE);
  const [name, first = "", last = ""] = [wanted.toLowerCase(), pieces[0], pieces.at(-1)];
  if (!name.startsWith(first) || !name.endsWith(last) || first.length + last.length > name.length) return false;
  let at = first.length;
  return pieces.slice(1, -1).every((piece) => {
    const found = name.indexOf(piece, at);
    at = found + piece.length;
    return found >= 0 && at <= name.length - last.length;
  });
}

/** Whether what is decided later may be more than a part of the one reference that the text is. */
export function isOpen(text: string): boolean {
  return text.includes(HOLES.anything);
}

const CDK_ASSET = /\/cdk-[a-z0-9_-]+-(?:container-)?assets-[^/:@]*:[0-9a-f]{64}$/;
const LONGEST = 200;

/** An unknown image of which a part is known, and why it is not known whole. */
export function unknownOf(text: string): { readonly kind: "unknown"; readonly known?: string; readonly why: string } {
  const known = shownLater(text);
  const shown = known.length > LONGEST ? `…${known.slice(-LONGEST)}` : known;
  const asset = CDK_ASSET.test(known)
    ? " It is an image asset of the AWS CDK: its tag is a hash of what it was built from, and no digest."
    : "";
  if (/^…*$/.test(known)) return { kind: "unknown", why: "is put together when the template is deployed." };
  return { kind: "unknown", known, why: `is put together when the template is deployed: ${printable(shown)}.${asset}` };
}
