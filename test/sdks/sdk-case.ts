/** A text or, in a program, an output that stands for one. */
export type Value = unknown;

/** What a resource is made of: an image in the forms that fields take, and a value beside it that names none. */
export interface Values {
  /** `registry.example/canary/NAME:1`. */
  readonly image: Value;
  /** The same without its tag. */
  readonly repository: Value;
  /** That without its registry. */
  readonly name: Value;
  /** Unknown at preview where the image is known, and known where it is not. */
  readonly beside: Value;
}

/** What programs make of values that they do not know yet. */
export interface Pulumi {
  readonly concat: (...parts: readonly Value[]) => Value;
  readonly jsonStringify: (value: unknown) => Value;
  readonly base64: (text: Value) => Value;
}

/** A resource that a program declares with the constructor of a provider's own SDK. */
export interface SdkCase {
  /** Unique; the image's name, too. */
  readonly name: string;
  /** The SDK and the constructor in it: `aws-native.ecs.TaskDefinition`. */
  readonly constructed: string;
  /** The token that the engine sees. */
  readonly type: string;
  /** Where the image is told. */
  readonly path: string;
  /**
   * Where it is told while it is unknown, if elsewhere. A text with an unknown part is unknown as a whole; so is an object
   * in which the SDK fills in defaults, as azure-native's does.
   */
  readonly unknownPath?: string;
  /** The value beside it stands in that same whole: while that is unknown, nobody can see the image. */
  readonly hiddenBeside?: true;
  /** The resource that holds the image, where a component registers one: what its name ends in. */
  readonly child?: string;
  readonly args: (values: Values, pulumi: Pulumi) => object;
}

/** What stands before every image of these programs. Nothing answers there, and nobody asks. */
export const REGISTRY = "registry.example";

/** The unknown twin of a case's resource. */
export const LATE = "-late";

export function valuesOf(name: string, beside: string): Record<keyof Values, string> {
  const repository = `${REGISTRY}/canary/${name}`;
  return { image: `${repository}:1`, repository, name: `canary/${name}`, beside };
}
