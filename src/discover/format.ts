import type { Scope } from "./platform.ts";

/** How a document inside a resource is read on: by fields of its own, or as Kubernetes objects. */
export type Inside = Scope | "kubernetes";

/** One thing that a text names. A text that names no image, such as an ARN, has no reading at all. */
export type Reading =
  | { readonly kind: "image"; readonly image: string }
  /** `why` continues a sentence about the place: "is not valid base64". */
  | { readonly kind: "unreadable"; readonly why: string }
  | { readonly kind: "document"; readonly value: unknown; readonly inside: Inside };

/** How a platform writes images at a place. */
export interface Format {
  /**
   * What a text there names.
   * @param inputs the resource's inputs, for a format that other properties have a say in
   */
  readonly read: (text: string, inputs: unknown) => readonly Reading[];
  /** An empty text says that there is no image, as an absent one does. */
  readonly mayBeEmpty?: true;
  /** Where a value that is no text may stand for the document itself. */
  readonly inside?: Inside;
}

/** The text is the reference. */
export const REFERENCE: Format = { read: (image) => [{ kind: "image", image }] };
