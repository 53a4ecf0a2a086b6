import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const DIGEST = `sha256:${"ab12".repeat(16)}`;

/** What an infrastructure repository holds, and how often; together 10,000 files. */
const MIX: readonly (readonly [count: number, path: (at: number) => string, text: (at: number) => string])[] = [
  [1500, (at) => `apps/a${at}/deployment.yaml`, deployment],
  [
    1000,
    (at) => `apps/a${at}/service.yaml`,
    (at) => `apiVersion: v1\nkind: Service\nmetadata: { name: a${at} }\nspec:\n  ports: [{ port: 80 }]\n`,
  ],
  [
    700,
    (at) => `apps/a${at}/kustomization.yaml`,
    (at) => `resources: [deployment.yaml]\nimages:\n- name: a${at}\n  digest: ${DIGEST}\n`,
  ],
  [
    300,
    (at) => `charts/c${at}/Chart.yaml`,
    (at) => `apiVersion: v2\nname: c${at}\nversion: 1.0.0\nappVersion: "1.${at}"\n`,
  ],
  [300, (at) => `charts/c${at}/values.yaml`, values],
  [1200, (at) => `charts/c${at % 300}/templates/t${Math.floor(at / 300)}.yaml`, template],
  [300, (at) => `services/s${at}/Dockerfile`, (at) => `FROM node:22@${DIGEST}\nRUN npm ci\nCMD ["node", "${at}.js"]\n`],
  [
    200,
    (at) => `services/s${at}/compose.yaml`,
    (at) => `services:\n  s${at}:\n    image: ghcr.io/acme/s${at}@${DIGEST}\n`,
  ],
  [
    300,
    (at) => `services/s${at}/package.json`,
    (at) => JSON.stringify({ name: `s${at}`, version: "1.0.0", dependencies: { left: "^1.0.0" } }, undefined, 2),
  ],
  [30, (at) => `services/s${at}/package-lock.json`, packageLock],
  [30, (at) => `services/s${at}/openapi.yaml`, openApi],
  [20, (at) => `services/s${at}/data.min.json`, minified],
  [20, (at) => `crds/crd${at}.yaml`, definition],
  [100, (at) => `dashboards/d${at}.json`, dashboard],
  [4000, (at) => `services/s${at % 300}/src/f${at}.ts`, (at) => `export const f${at} = () => ${at};\n`.repeat(50)],
];

/** Writes the repository, as git keeps one. The number of its files. */
export function writeRepository(folder: string): number {
  let files = 0;
  for (const [count, path, text] of MIX)
    for (let at = 0; at < count; at += 1) {
      const file = join(folder, path(at));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text(at));
      files += 1;
    }
  writeFileSync(join(folder, ".gitignore"), "node_modules/\n");
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: folder });
  git("init", "-q");
  git("add", "-A");
  git("commit", "-q", "-m", "all");
  return files + 1;
}

function deployment(at: number): string {
  const container = (name: string) => `      - name: ${name}
        image: ghcr.io/acme/${name}${at}@${DIGEST}
        ports: [{ containerPort: 8080 }]
        env:
${Array.from({ length: 12 }, (_, index) => `        - name: SETTING_${index}\n          value: "value ${index} of ${at}"\n`).join("")}`;
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: a${at}
  labels: { app.kubernetes.io/name: a${at}, app.kubernetes.io/part-of: shop }
spec:
  replicas: 3
  selector: { matchLabels: { app.kubernetes.io/name: a${at} } }
  template:
    metadata: { labels: { app.kubernetes.io/name: a${at} } }
    spec:
      containers:
${container("web")}${container("proxy")}`;
}

function values(at: number): string {
  const part = (name: string) => `${name}:
  # -- Where the image of ${name} comes from
  image:
    registry: ghcr.io
    repository: acme/${name}${at}
    tag: "1.${at}"
    digest: ${DIGEST}
    pullPolicy: IfNotPresent
  resources:
    requests: { cpu: 100m, memory: 128Mi }
  nodeSelector: {}
  tolerations: []
`;
  return ["web", "worker", "metrics", "migration"].map(part).join("");
}

function template(at: number): string {
  return `{{- if .Values.web.enabled }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "c${at}.fullname" . }}
spec:
  template:
    spec:
      containers:
      - name: web
        image: "{{ .Values.web.image.repository }}@{{ .Values.web.image.digest }}"
{{ toYaml .Values.web.resources | indent 8 }}
{{- end }}
`;
}

function packageLock(at: number): string {
  const one = (index: number): [string, Record<string, string>] => [
    `node_modules/p${index}`,
    {
      version: `1.${index}.${at}`,
      resolved: `https://registry.example/p${index}.tgz`,
      integrity: `sha512-${"A".repeat(86)}==`,
    },
  ];
  return JSON.stringify(
    {
      name: `s${at}`,
      lockfileVersion: 3,
      packages: Object.fromEntries(Array.from({ length: 4000 }, (_, index) => one(index))),
    },
    undefined,
    2,
  );
}

function openApi(at: number): string {
  const path = (index: number) => `  /things/${index}:
    get:
      operationId: getThing${index}
      description: "A thing of kind ${index}, with an image of it"
      parameters:
        - { name: id, in: query, required: true, schema: { type: string } }
      responses:
        "200": { description: OK, content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } } }
`;
  return `openapi: 3.1.0\ninfo: { title: s${at}, version: 1.0.0 }\npaths:\n${Array.from({ length: 1200 }, (_, index) => path(index)).join("")}`;
}

function minified(at: number): string {
  return JSON.stringify(
    Array.from({ length: 8000 }, (_, index) => ({
      id: index,
      kind: `k${index}`,
      name: `n${at}`,
      text: `a "text" of ${index}\n`,
      list: [1, 2, 3],
    })),
  );
}

function definition(at: number): string {
  const property = (index: number) => `              field${index}:
                description: What the field ${index} is for, at length, as generators write it from comments.
                type: object
                properties:
                  image: { type: string }
                  name: { type: string }
                  value: { type: string, pattern: "^[a-z]+$" }
`;
  return `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: things${at}.example.com }
spec:
  group: example.com
  versions:
  - name: v1
    schema:
      openAPIV3Schema:
        properties:
          spec:
            properties:
${Array.from({ length: 900 }, (_, index) => property(index)).join("")}`;
}

function dashboard(at: number): string {
  return JSON.stringify(
    {
      title: `d${at}`,
      panels: Array.from({ length: 200 }, (_, index) => ({
        id: index,
        type: "graph",
        title: 'CPU "used"',
        targets: [{ expr: `rate(x{a="${index}"}[5m])` }],
        description: "x".repeat(200),
      })),
    },
    undefined,
    1,
  );
}
