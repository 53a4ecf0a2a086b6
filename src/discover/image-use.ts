import type { Marker } from "./markers.ts";
import type { Slot, Spot } from "./slot.ts";

/** Stands for a value that nobody knows yet at preview. The doors translate their platform's own marker into it (law 6). */
export const UNKNOWN: unique symbol = Symbol("unknown until the update");

/** Plain data, JSON-like, in which any value may be unknown. */
export type Tree =
  null | boolean | number | string | typeof UNKNOWN | readonly Tree[] | { readonly [key: string]: Tree };

/** One resource as a door hands it in. */
export interface Resource {
  /** Pulumi type token: `kubernetes:apps/v1:Deployment`. */
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** The inputs, plain data; anything else in them is reported as unreadable, never skipped. */
  readonly props: unknown;
}

/** Where an image use stands. */
export interface Place {
  readonly file?: string;
  /** Counted from 1. */
  readonly line?: number;
  /** Of the reference itself, after a quote. Counted from 1, in UTF-16 code units. */
  readonly column?: number;
  /** The first column after the reference; only where it stands there as it is, in one line. */
  readonly endColumn?: number;
  /** The URN, or how a file's reader names the resource. */
  readonly resource: string;
  /** Path inside the resource, safe to print: `spec.template.spec.containers[0].image`, `metadata["a.b"]`. */
  readonly path: string;
}

/** Which spellings of a pinned reference the platform takes: some refuse a tag beside a digest. */
export type PinForm = "name:tag@digest" | "name@digest";

/**
 * Whether the image is started as a container, only unpacked or mounted, or what another image is built from or on. All
 * three are judged alike; findings about the latter two are less severe.
 */
export type Role = "run" | "artifact" | "build-from";

/** What is the same for each use of a field. */
export interface Usage {
  readonly role: Role;
  readonly pinForm: PinForm;
}

/** What only a door can know of a use. */
export interface Circumstances {
  /** The value is a secret: it is judged, and never printed (law 10). */
  readonly secret?: true;
  /** The type of the resource of the same program that builds the image: `docker-build:index:Image`. */
  readonly builtBy?: string;
  /** What the resource itself asks to be exempt from. */
  readonly markers?: readonly Marker[];
}

/**
 * An image reference and the place it was found; or a place where one stands that nobody can know yet (`unknown`),
 * or that nobody can read (`unreadable`); or a place that names what deploys images out of sight (`hidden`), such as a chart.
 * `why` continues a sentence about the place: "is a number, not an image reference".
 */
export type ImageUse =
  | (Use & {
      readonly kind: "image";
      readonly image: string;
      /** Absent where nothing can be written: on the command line, in a JSON text inside a JSON text. */
      readonly slot?: Slot;
    })
  | (Use & {
      readonly kind: "unknown";
      /** What is known of a reference that stands in several properties: `ghcr.io/acme/web:…`. */
      readonly known?: string;
      /** Why it is unknown for longer than until the update, in printable words that follow "it". */
      readonly why?: string;
      /** Where images stand inside a value that is unknown as a whole, seen from it: `[].image`. */
      readonly inside?: string;
      /** What is open is only where it is deployed to: an image asset of the AWS CDK, in that account's bootstrap repository. */
      readonly cdkAsset?: true;
    })
  | (Use & { readonly kind: "unreadable"; readonly why: string })
  | (Use & { readonly kind: "hidden"; readonly why: string });

/** An image use, and where it stands in its resource's inputs. */
export interface LocatedUse {
  readonly use: ImageUse;
  readonly spot: Spot;
}

interface Use extends Usage, Circumstances {
  readonly place: Place;
  /** The platform that the resource runs the image on, `os/architecture[/variant]` in OCI's words; absent where it names none that is known. */
  readonly platform?: string;
}
