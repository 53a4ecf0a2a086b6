import { type CatalogName, parseRow, readCatalog, type Row } from "./catalog.ts";
import { isRead } from "./listed-fields.ts";

const PLATFORMS: readonly (readonly [name: CatalogName, title: string, how: string])[] = [
  [
    "pulumi",
    "Pulumi providers",
    "By type token. Every token of azure-native counts, with and without an API version; of another version than the default, container lists are looked for anywhere. Templates of Azure Resource Manager, that of a deployment inside a template too, and what the generic resources of azure-native and azapi send, are read by the rows of azure-native, whichever `properties` Azure puts in between. Expressions are evaluated as far as the template tells: parameters as given or by default, variables, texts put together, both branches of a condition that is not decided; what is decided at deployment, a function that is not known, and what is declared as a secret is told as `image-known`. A `templateLink` or `parametersLink` is rejected as `image-inspectable`.",
  ],
  [
    "kubernetes",
    "Kubernetes",
    "Every kind, known or not: container lists and image volumes are found wherever they stand, in `…Patch`, `…List` and objects inside objects too.",
  ],
  [
    "kubernetes-crd",
    "Kubernetes custom resources",
    "By group and kind, in every version, beside what is found in every kind. Of what no row says anything about, an image is found by its name and its shape in every custom resource, also of a kind that is not listed: `image`, `…Image`, `…_image`, `…-image`, `imageName`, `imageURI`, `imageURL`, `imageRef`, and `registry`, `repository`, `tag` and `digest` side by side. Only a reference with a tag, a digest or a registry is one, unless it stands in a list of containers or beside an `imagePullPolicy`; the images under `rbd`, `disks` and `vmImage`, in labels and annotations are none, and a list of texts (`images[]`) is told as `image-unlisted` where it is unmistakable. A registry for several images (`prefix`) is not judged: what it prefixes is not written in the resource, and no digest of it could be looked up.",
  ],
  [
    "terraform",
    "Terraform",
    "By the resource's type, whichever provider it comes from: in a plan of Terraform or OpenTofu (`terraform show -json`), and as children of a Terraform module in Pulumi (`<package>:tf:<type>`).",
  ],
  [
    "cloudformation",
    "CloudFormation",
    "In templates, JSON or YAML, that stand in a resource of Pulumi or Terraform, and as the type of an `ExtensionResource` of aws-native. Functions are evaluated as far as the template tells: both branches of a condition, every value that a lookup may find; what is decided at deployment is told as `image-known`, with what is known of it. What a transform of one's own, an include, a loop (`Fn::ForEach`), a module or a template that stands elsewhere adds is rejected as `image-reference`.",
  ],
];

const NOT_JUDGED: Readonly<Record<string, string>> = {
  push: "the name of an output",
  record: "says what runs elsewhere, and runs nothing",
  "pull-cache": "pulled ahead or from a cache",
  digest: "a digest that nobody promises to be what runs",
};

/** docs/coverage.md: what is read, and what is known and not read; a test compares the file with this text. */
export function coverageMarkdown(): string {
  return [
    "# Coverage",
    "",
    "Written by `npm run docs` from src/discover/catalog, which `npm run catalog` writes from facts about the providers' packages and",
    "from scripts/catalog/additions.mjs, and compares with the packages themselves ([how](catalog.md)). A field that is missing here is not found, unless it is a container list in a Kubernetes object or stands in the policy document ([fields](policy.md#fields)). `[]` is each element of a list, `{}` each value of a map.",
    "",
    "An image that a field of the second column names is judged, whether it is run, built from or unpacked. What cannot be read there",
    "(base64 that is none, a build argument without a value, a tag whose repository stands nowhere) is rejected as `image-reference`,",
    "and an unknown value is told as `image-known`. Nothing is said about a field of the third column, but for those marked `elsewhere`, and for what `image-unlisted` tells of `scanned` and `unsure`:",
    "",
    ...Object.entries(readCatalog("pulumi").notRead).map(([id, why]) => `- ${id}: ${why}.`),
    ...Object.entries(NOT_JUDGED).map(([role, why]) => `- ${role}: ${why}.`),
    ...PLATFORMS.flatMap(platform),
    "",
  ].join("\n");
}

function platform([name, title, how]: (typeof PLATFORMS)[number]): string[] {
  const { sources, date } = readCatalog(name);
  const types = Object.entries(sources).flatMap(([source, listed]) =>
    Object.entries(listed).map(([type, paths]) => ({ type, source, rows: Object.entries(paths).map(parsed) })),
  );
  const rows = types.flatMap((one) => one.rows);
  const count = `${rows.filter(isRead).length} of ${rows.length} fields in ${new Set(types.map(({ type }) => type.toLowerCase())).size} types are read. Facts of ${date}.`;
  return [
    "",
    `## ${title}`,
    "",
    how,
    "",
    count,
    "",
    "| type | read | known and not read |",
    "| --- | --- | --- |",
    ...types.sort((a, b) => (a.type < b.type ? -1 : a.type > b.type ? 1 : 0)).map(line),
    "",
    `Sources: ${Object.keys(sources).join(", ")}.`,
  ];
}

function parsed([path, row]: readonly [string, string]): Row {
  return parseRow(path, row);
}

function line({ type, rows }: { readonly type: string; readonly rows: readonly Row[] }): string {
  const read = rows
    .filter(isRead)
    .map(({ path, format }) => code(path) + (format === "ref" ? "" : ` (${formatShown(format)})`));
  const others = rows.filter((row) => !isRead(row)).map((row) => `${code(row.path)} (${row.not ?? row.role})`);
  return `| ${code(type)} | ${read.join(", ")} | ${others.join(", ")} |`;
}

/** `json`, `part: tag`, `dockerfile`: a bar would end the table's cell. */
function formatShown(format: string): string {
  const [kind = "", rest = ""] = format.split(":");
  const shown = kind === "part" ? `part: ${rest.replace(/@.*$/, "")}` : kind;
  return shown.replaceAll("|", " or ");
}

function code(text: string): string {
  return `\`${text.replaceAll("|", "\\|")}\``;
}
