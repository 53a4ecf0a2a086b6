import { InvalidTrustedRoot } from "./invalid-trusted-root.ts";

/** The last moment that a Date can hold: what has no end is valid until it is taken out of the root. */
const END_OF_TIME = new Date(8_640_000_000_000_000);

export interface Validity {
  readonly start: Date;
  readonly end: Date;
}

interface Dated {
  readonly validFor?: { readonly start?: Date | undefined; readonly end?: Date | undefined } | undefined;
}

/** The library takes a missing start for the beginning of time, so that a log would vouch for what was before it. */
export function readValidity({ validFor }: Dated, place: string): Validity {
  const { start, end = END_OF_TIME } = validFor ?? {};
  if (start === undefined) throw new InvalidTrustedRoot("validity", `${place}.validFor.start`, "is missing");
  if (end < start) throw new InvalidTrustedRoot("validity", `${place}.validFor.end`, "lies before the start");
  return { start, end };
}
