import { Unread } from "../partial.ts";

/** CloudFormation takes templates of 1 MB with 500 resources, which have fewer values. */
export const MOST_STEPS = 200_000;
const MOST_CHARACTERS = 8 * 1024 * 1024;
/** Nested functions are rare beyond five; what is read of objects nests no deeper than 64 either. */
export const DEEPEST = 48;
/** What a text may be in the end, by its conditions and lookups. */
export const MOST_TEXTS = 256;

export const TOO_MUCH = new Unread("is part of a template that is too large to be read", true);
export const TOO_DEEP = new Unread(`is nested deeper than ${DEEPEST} levels, and no deeper value is read`, true);

/** What may still be spent on one template. */
export class Bounds {
  #steps = MOST_STEPS;
  #characters = MOST_CHARACTERS;

  /** False once all is spent. */
  steps(count: number): boolean {
    this.#steps -= count;
    return this.#steps >= 0;
  }

  /** False once all is spent. */
  characters(count: number): boolean {
    this.#characters -= count;
    return this.#characters >= 0;
  }
}
