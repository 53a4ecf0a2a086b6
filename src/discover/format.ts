import type { Scope } from "./platform.ts";

/** How a document inside a resource is read on: by fields of its own, by those of a resource type, or as Kubernetes objects. */
export type Inside = Scope | "kubernetes" | { readonly type: string };

export type Deploys = (type: string) => boolean;

/** One thing that a text names. A text that names no image, such as an ARN, has no reading at all. */
export type Reading =
  | { readonly kind: "image"; readonly image: string }
  /** `known` and `why` as an image use has them. */
  | (Found & { readonly kind: "unknown"; readonly known?: string; readonly why?: string })
  /** `why` continues a sentence about the place: "is not valid base64". */
  | (Found & { readonly kind: "unreadable"; readonly why: string })
  /** It names what deploys images that are not here. */
  | (Found & { readonly kind: "hidden"; readonly why: string })
  | (Found & { readonly kind: "document"; readonly value: unknown; readonly inside: Inside });

interface Found {
  /** Where it stands inside the text, which is one document. */
  readonly at?: readonly (string | number)[];
}

/** How a platform writes images at a place. */
export interface Format {
  /**
   * What a text there names.
   * @param inputs the resource's inputs, for a format that other properties have a say in
   * @param deploys whether resources of a type name images, for a document that declares resources
   */
  readonly read: (text: string, inputs: unknown, deploys: Deploys) => readonly Reading[];
  /** An empty text says that there is no image, as an absent one does. */
  readonly mayBeEmpty?: true;
  /** Where a value that is no text may stand for the document itself. */
  readonly inside?: Inside;
  /** The same, where what is inside depends on the document. */
  readonly readObject?: (value: object, inputs: unknown, deploys: Deploys) => readonly Reading[];
}

/** The text is the reference. */
export const REFERENCE: Format = { read: (image) => [{ kind: "image", image }] };
