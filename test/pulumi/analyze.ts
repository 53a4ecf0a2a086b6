import type { Policies, ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import * as proxy from "@pulumi/policy/proxy";

// The SDK's own proxy, which its types leave out: hand-made arguments that skip it have hidden production bugs (pulumi-policy #445).
const { unknownCheckingProxy } = proxy as unknown as {
  unknownCheckingProxy: (inputs: unknown) => Record<string, unknown>;
};

export interface Violation {
  readonly policy: string;
  readonly message: string;
}

export interface AnalyzedInputs {
  readonly type?: string;
  readonly name?: string;
  readonly props: unknown;
}

/** Calls every enabled policy on a resource, one after the other, as the SDK's server does. A throw fails the test, as it would fail the preview. */
export async function analyze(
  policies: Policies,
  { type = "kubernetes:apps/v1:Deployment", name = "web", props }: AnalyzedInputs,
  { config = {}, disabled = [] as readonly string[] } = {},
): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const policy of policies as readonly ResourceValidationPolicy[]) {
    if (disabled.includes(policy.name)) continue;
    const args = {
      type,
      name,
      urn: `urn:pulumi:dev::shop::${type}::${name}`,
      props: unknownCheckingProxy(props),
      getConfig: () => (policy.name === "digestbound" ? config : {}),
    } as unknown as ResourceValidationArgs;
    const validations = [policy.validateResource ?? []].flat();
    for (const validate of validations) {
      await validate(args, (message) => {
        violations.push({ policy: policy.name, message });
      });
    }
  }
  return violations;
}

export const UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A Deployment's inputs with these images, in this order. */
export function deployment(...images: readonly unknown[]): AnalyzedInputs {
  const containers = images.map((image, index) => ({ name: `c${index}`, image }));
  return {
    props: { apiVersion: "apps/v1", kind: "Deployment", spec: { replicas: 0, template: { spec: { containers } } } },
  };
}
