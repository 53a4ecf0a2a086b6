import type {
  Policies,
  PolicyResource,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import * as proxy from "@pulumi/policy/proxy";

// The SDK's own proxy, which its types leave out: hand-made arguments that skip it have hidden production bugs (pulumi-policy #445).
const { unknownCheckingProxy } = proxy as unknown as {
  unknownCheckingProxy: (inputs: unknown) => Record<string, unknown>;
};

export interface Violation {
  readonly policy: string;
  readonly message: string;
  /** Of the resource, where a policy named one when the whole stack was judged. */
  readonly urn?: string;
}

export interface AnalyzedInputs {
  readonly type?: string;
  readonly name?: string;
  readonly props: unknown;
  /** The type of the provider that makes it; components have none. */
  readonly provider?: string;
  /** What the stack policy is shown instead of the inputs. */
  readonly outputs?: unknown;
  readonly propertyDependencies?: Readonly<Record<string, readonly AnalyzedInputs[]>>;
}

interface Options {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly disabled?: readonly string[];
}

type AnyPolicy = Partial<ResourceValidationPolicy> & Partial<StackValidationPolicy> & { readonly name: string };

class NotApplicable extends Error {}

/** One resource after the other and then the stack, as the engine does. A throw fails the test, as it would fail the preview. */
export async function analyze(
  policies: Policies,
  resources: AnalyzedInputs | readonly AnalyzedInputs[],
  options: Options = {},
): Promise<Violation[]> {
  const all = [resources].flat();
  const found: Violation[] = [];
  for (const resource of all) found.push(...(await analyzeResource(policies, resource, options)));
  return [...found, ...(await analyzeStack(policies, all, options))];
}

/** Calls every enabled policy on a resource, one after the other, as the SDK's server does. */
export async function analyzeResource(
  policies: Policies,
  resource: AnalyzedInputs,
  options: Options = {},
): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const policy of enabled(policies, options)) {
    const args = {
      ...argsOf(resource),
      ...configOf(policy, options),
      notApplicable,
    } as unknown as ResourceValidationArgs;
    for (const validate of [policy.validateResource ?? []].flat()) {
      await applicable(() => validate(args, (message) => violations.push({ policy: policy.name, message })));
    }
  }
  return violations;
}

/** Calls every enabled policy on the whole stack, which shows outputs. */
export async function analyzeStack(
  policies: Policies,
  resources: readonly AnalyzedInputs[],
  options: Options = {},
): Promise<Violation[]> {
  const violations: Violation[] = [];
  const shown = resources.map(shownToStack);
  for (const policy of enabled(policies, options)) {
    const args = { resources: shown, ...configOf(policy, options), notApplicable } as unknown as StackValidationArgs;
    await applicable(() =>
      policy.validateStack?.(args, (message, urn) => {
        violations.push({ policy: policy.name, message, ...(urn !== undefined && { urn }) });
      }),
    );
  }
  return violations;
}

function enabled(policies: Policies, { disabled = [] }: Options): readonly AnyPolicy[] {
  return (policies as readonly AnyPolicy[]).filter(({ name }) => !disabled.includes(name));
}

function argsOf({ type = "kubernetes:apps/v1:Deployment", name = "web", props, provider }: AnalyzedInputs) {
  const madeBy = provider === undefined ? {} : { provider: { type: provider, props: {}, urn: "", name: "default" } };
  return { type, name, urn: urnOf({ type, name, props }), props: unknownCheckingProxy(props), ...madeBy };
}

function configOf({ name }: AnyPolicy, { config = {} }: Options) {
  return { getConfig: () => (name === "digestbound" ? config : {}) };
}

function shownToStack(resource: AnalyzedInputs): PolicyResource {
  const { outputs, props, propertyDependencies = {} } = resource;
  const dependencies = Object.entries(propertyDependencies).map(([key, behind]) => [key, behind.map(shownToStack)]);
  return {
    ...argsOf({ ...resource, props: outputs ?? props }),
    propertyDependencies: Object.fromEntries(dependencies) as PolicyResource["propertyDependencies"],
  } as unknown as PolicyResource;
}

function notApplicable(reason?: string): never {
  throw new NotApplicable(reason);
}

async function applicable(call: () => Promise<void> | void): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof NotApplicable)) throw error;
  }
}

/** The URN under which the engine would show a resource. */
export function urnOf({ type = "kubernetes:apps/v1:Deployment", name = "web" }: AnalyzedInputs): string {
  return `urn:pulumi:dev::shop::${type}::${name}`;
}

export const UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A Deployment's inputs with these images, in this order. */
export function deployment(...images: readonly unknown[]): AnalyzedInputs {
  const containers = images.map((image, index) => ({ name: `c${index}`, image }));
  return {
    props: { apiVersion: "apps/v1", kind: "Deployment", spec: { replicas: 0, template: { spec: { containers } } } },
  };
}
