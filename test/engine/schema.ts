const any = { $ref: "pulumi.json#/Any" };

interface ResourceSchema {
  readonly inputProperties: Readonly<Record<string, unknown>>;
  /** Outputs that a program may read. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Outputs that nobody knows before the resource exists. */
  readonly computed: readonly string[];
}

export interface PackageSchema {
  readonly name: string;
  readonly version: string;
  readonly resources: Readonly<Record<string, ResourceSchema>>;
}

/** Fields whose type a program's expressions depend on are texts; the rest may be anything. */
export interface Fields {
  readonly texts?: readonly string[];
  readonly values?: readonly string[];
  readonly computed?: readonly string[];
}

export function resource({ texts = [], values = [], computed = [] }: Fields): ResourceSchema {
  const inputs = { ...typed(texts, { type: "string" }), ...typed(values, any) };
  return { inputProperties: inputs, properties: { ...inputs, ...typed(computed, { type: "string" }) }, computed };
}

/** Names of the outputs that are unknown until the resource was created. */
export function computedOutputs(schema: PackageSchema, type: string): readonly string[] {
  return schema.resources[type]?.computed ?? [];
}

function typed(names: readonly string[], type: object): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, type]));
}
