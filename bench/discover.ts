import { deploysImages, discoverImageUses, UNKNOWN, unlistedImages, type Resource } from "../src/discover/index.ts";

const RESOURCES = 5000;
/** What discovery may take over these resources. */
const MOST_MS = 1000;
const MOST_MIB = 200;

const containers = (n: number) =>
  Array.from({ length: 3 }, (_, index) => ({
    name: `c${index}`,
    image: `registry.example/team-${n % 50}/app-${index}:${n}`,
    env: Array.from({ length: 20 }, (_, name) => ({ name: `NAME_${name}`, value: name % 5 === 0 ? UNKNOWN : "value" })),
    resources: { limits: { cpu: "1", memory: "1Gi" } },
  }));
const pod = (n: number) => ({ metadata: { labels: { app: `app-${n}` } }, spec: { containers: containers(n) } });

/** Every tenth of a large stack: workloads, tasks, custom resources, services in parts and documents; half deploys nothing. */
const MIX: readonly ((n: number) => readonly [type: string, props: unknown])[] = [
  (n) => ["kubernetes:apps/v1:Deployment", { spec: { template: pod(n) } }],
  (n) => ["kubernetes:argoproj.io/v1alpha1:Workflow", { spec: { templates: [{ container: containers(n)[0] }] } }],
  (n) => ["aws:ecs/taskDefinition:TaskDefinition", { containerDefinitions: JSON.stringify(containers(n)) }],
  (n) => [
    "digitalocean:index/app:App",
    { spec: { services: [{ image: { registryType: "GHCR", repository: `a/${n}` } }] } },
  ],
  (n) => [
    "gcp:compute/instance:Instance",
    { metadata: { "gce-container-declaration": `spec:\n  containers:\n  - image: registry.example/a:${n}\n` } },
  ],
  (n) => ["aws:ec2/subnet:Subnet", { cidrBlock: `10.0.${n % 256}.0/24`, vpcId: UNKNOWN }],
  (n) => ["aws:iam/role:Role", { assumeRolePolicy: JSON.stringify({ Statement: [{ Sid: String(n) }] }) }],
  (n) => ["kubernetes:core/v1:ConfigMap", { data: { key: "x".repeat(2000), n: String(n) } }],
  (n) => ["aws:s3/bucket:Bucket", { bucket: `bucket-${n}`, tags: { a: "b" } }],
  (n) => ["azure-native:network:VirtualNetwork", { addressSpace: { addressPrefixes: [`10.${n % 256}.0.0/16`] } }],
];

function resources(): readonly Resource[] {
  return Array.from({ length: RESOURCES }, (_, n) => {
    const [type, props] = MIX[n % MIX.length]?.(n) ?? ["", {}];
    return { type, name: `r${n}`, urn: `urn:pulumi:dev::bench::${type}::r${n}`, props };
  });
}

/** Discovery over a large stack, the scan for what no catalog lists and the loading of the catalog included. */
export function benchDiscover(): void {
  const stack = resources();
  const before = process.memoryUsage.rss();
  const begin = performance.now();
  const uses = stack.flatMap((resource) => {
    const own = deploysImages(resource.type) ? discoverImageUses(resource) : [];
    return unlistedImages(resource, own).length > 0 ? [] : own;
  });
  const ms = performance.now() - begin;
  const mib = (process.memoryUsage.rss() - before) / 1024 / 1024;
  console.log(
    `discover: ${RESOURCES} resources, ${uses.length} image uses: ${ms.toFixed(0)} ms, ${mib.toFixed(0)} MiB more`,
  );
  if (ms > MOST_MS || mib > MOST_MIB) {
    console.error(`discover: over ${MOST_MS} ms or ${MOST_MIB} MiB`);
    process.exitCode = 1;
  }
}
