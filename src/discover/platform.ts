import type { Member } from "./data.ts";
import type { Field } from "./field.ts";
import type { Usage } from "./image-use.ts";

/** The fields that begin at an object. */
export interface Scope {
  /** Those that begin at this object only. */
  readonly here: readonly Field[];
  /** Those that begin at it and at every object inside. */
  readonly below: readonly Field[];
}

/** What the walk must know of an infrastructure platform. */
export interface Platform {
  /** Whether a resource of this type can deploy images; cheap, decided on the type token alone. */
  readonly deploys: (type: string) => boolean;
  /** The scope of a resource's inputs. */
  readonly rootScope: (type: string, inputs: readonly Member[]) => Scope;
  /** The scope of an object inside, where it opens one of its own. */
  readonly innerScope: (object: readonly Member[]) => Scope | undefined;
  /**
   * On which platform an object runs the images in it, `os/architecture[/variant]`; undefined where it does not say.
   * @param type where the object is the inputs of a resource of this type
   */
  readonly runsOn?: (object: readonly Member[], type: string | undefined) => string | undefined;
  /** How to report what cannot be read at a place that no field names. */
  readonly usage: Usage;
}
