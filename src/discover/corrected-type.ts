import { identityOf, type Identity } from "./kubernetes-identity.ts";
import { typeOf } from "./token.ts";

/** A resource type as somebody wrote it; two spellings of one type have a key in common. */
export interface CorrectedType {
  readonly keys: readonly string[];
}

const KUBERNETES_TOKEN = /^kubernetes:(?:[\w.-]+\/)?[\w.-]+:\w+$/;
const GROUP_KIND = /^([a-z0-9][a-z0-9.-]*)\/([a-z][a-z0-9]*)$/i;
const VERSION = /^v\d+(?:(?:alpha|beta)\d+)?$/i;
const CLOUDFORMATION = /^[A-Za-z0-9]+(?:::[\w@-]+)+$/;
const TERRAFORM = /^[a-z][a-z0-9]*_[a-z0-9_]+$/;
const PULUMI = /^[\w.@-]+:[\w./@-]+:[\w./@-]+$/;

/**
 * Reads `acme:index:Service` (a token of Pulumi), `acme.io/Widget` (group and kind of Kubernetes; the core group is `core`),
 * `AWS::ECS::TaskDefinition` or `aws_ecs_task_definition`. One type each, whatever its version; undefined where it is none.
 */
export function parseCorrectedType(text: string): CorrectedType | undefined {
  const [, group, kind] = GROUP_KIND.exec(text) ?? [];
  if (group !== undefined && kind !== undefined)
    return VERSION.test(kind) ? undefined : { keys: [kubernetesKey({ group, kind })] };
  if (text.startsWith("kubernetes:"))
    return KUBERNETES_TOKEN.test(text) ? { keys: [kubernetesKey(identityOf(text))] } : undefined;
  if (TERRAFORM.test(text)) return { keys: [`terraform ${text}`] };
  return CLOUDFORMATION.test(text) || PULUMI.test(text) ? { keys: keysOfToken(text) } : undefined;
}

/** Kinds of custom resources are told apart by no upper case. */
export function kubernetesKey({ group, kind }: Identity): string {
  return `kubernetes ${group === "" ? "core" : group}/${kind}`.toLowerCase();
}

/** The keys of a token of any other platform than Kubernetes. */
export function keysOfToken(token: string): readonly string[] {
  const { catalog, names } = typeOf(token);
  return names.map((name) => `${catalog} ${name}`);
}
