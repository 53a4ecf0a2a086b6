/** Part of a text in UTF-16 code units, as `String.prototype.slice` takes it. */
export interface Span {
  readonly start: number;
  /** The first one after it. */
  readonly end: number;
}

/** Where an image use stands in the resource's inputs, also where nothing can be written. */
export interface Spot {
  /** Names and list indexes, from the inputs down. */
  readonly steps: readonly (string | number)[];
  /** The property there is a text, and the use stands somewhere in it. */
  readonly inText: boolean;
  /** Where in a JSON text the image's own JSON string is, quotes included. */
  readonly span?: Span;
}

/** Where an image's text lies in the resource's inputs, for whoever writes another in its place. */
export interface Slot {
  /** The property that holds the text: names and list indexes, from the inputs down. */
  readonly steps: readonly (string | number)[];
  /**
   * Where that property's text is itself a JSON document (ECS containerDefinitions): the part of it that is the image's
   * JSON string, quotes included.
   */
  readonly span?: Span;
}
