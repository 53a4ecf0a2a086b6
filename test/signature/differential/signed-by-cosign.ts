import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ALL_ACCEPT, verdicts, type Case } from "./case.ts";
import { also, trustKey, trustLoggedKey, trustWorkflow, type Format, type Trust } from "./trust.ts";
import { VERSIONS, type Version, type World } from "./world.ts";

const KEYS = {
  "P-256": () => generateKeyPairSync("ec", { namedCurve: "P-256" }),
  "P-384": () => generateKeyPairSync("ec", { namedCurve: "P-384" }),
  "P-521": () => generateKeyPairSync("ec", { namedCurve: "P-521" }),
  "RSA 2048": () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
  "RSA 4096": () => generateKeyPairSync("rsa", { modulusLength: 4096 }),
  Ed25519: () => generateKeyPairSync("ed25519"),
} as const;
type Kind = keyof typeof KEYS;

/** How each version is told to write a format, with nobody but the key. */
const OFFLINE: Readonly<Record<Version, Readonly<Record<Format, readonly string[]>>>> = {
  "v2.6.5": {
    legacy: ["--tlog-upload=false"],
    bundle: ["--new-bundle-format", "--tlog-upload=false"],
  },
  "v3.1.3": {
    legacy: ["--new-bundle-format=false", "--tlog-upload=false", "--use-signing-config=false"],
    bundle: ["--signing-config", "no-services.json", "--trusted-root", "empty-root.json"],
  },
};

/** The same with the services of the tests' own instance. */
function online(version: Version, format: Format, { services: { url } }: World): readonly string[] {
  const urls = ["--fulcio-url", url, "--rekor-url", url, "--timestamp-server-url", `${url}/api/v1/timestamp`];
  const root = ["--trusted-root", "root.json"];
  if (format === "bundle") {
    const asks = version === "v2.6.5" ? ["--new-bundle-format"] : [];
    return [...asks, "--signing-config", "services.json", ...root];
  }
  return version === "v2.6.5"
    ? [...urls, ...root]
    : ["--new-bundle-format=false", "--use-signing-config=false", ...urls, ...root];
}

/** A key pair of cosign's own format; the name of its file without an ending. */
async function importKey(world: World, kind: Kind): Promise<string> {
  const name = `key-${kind.replace(/\W/g, "")}`;
  const pem = KEYS[kind]().privateKey.export({ type: "pkcs8", format: "pem" });
  writeFileSync(join(world.folder, `${name}.pem`), pem);
  await world.run("v3.1.3", ["import-key-pair", "--yes", "--key", `${name}.pem`, "--output-key-prefix", name]);
  return name;
}

const imported = new WeakMap<World, Map<Kind, Promise<string>>>();
function keyOf(world: World, kind: Kind = "P-256"): Promise<string> {
  const known = imported.get(world) ?? new Map<Kind, Promise<string>>();
  imported.set(world, known);
  const key = known.get(kind) ?? importKey(world, kind);
  known.set(kind, key);
  return key;
}

export interface Mode {
  readonly kind?: Kind;
  readonly command?: "sign" | "attest";
  readonly args?: readonly string[];
  /** Before that once without these arguments. */
  readonly twice?: boolean;
  readonly variables?: Readonly<Record<string, string>>;
  readonly more?: (trust: Trust) => Trust;
}

/** `cosign sign --key`, offline. */
export function byKey(version: Version, format: Format, mode: Mode = {}): Case["make"] {
  const { kind, command = "sign", args = [], variables, more = (trust: Trust): Trust => trust } = mode;
  return async (world, { reference }) => {
    const name = await keyOf(world, kind);
    const all = [command, "--yes", "--key", `${name}.key`, ...OFFLINE[version][format], ...args, reference];
    const before = mode.twice === true ? [all.filter((arg) => !args.includes(arg))] : [];
    for (const one of [...before, all]) await world.run(version, one, variables);
    return more(trustKey(`${name}.pub`));
  };
}

/** The same with the services of the tests' instance: by a key that is logged, or without one. */
export function withServices(
  version: Version,
  format: Format,
  by: "key" | "identity",
  { command = "sign", args = [] }: Pick<Mode, "command" | "args"> = {},
): Case["make"] {
  return async (world, { reference }) => {
    const key = by === "key" ? await keyOf(world) : undefined;
    const who = key === undefined ? ["--identity-token", "token"] : ["--key", `${key}.key`];
    await world.run(version, [command, "--yes", ...who, ...online(version, format, world), ...args, reference]);
    return key === undefined ? trustWorkflow() : trustLoggedKey(`${key}.pub`);
  };
}

const FORMATS = ["legacy", "bundle"] as const;
export const EACH = VERSIONS.flatMap((version) => FORMATS.map((format) => ({ version, format })));

/** What neither version verifies although it made the signature itself. */
const ONLY_OURS = verdicts("refuses", "refuses", "accepted");
const UNVERIFIED: Readonly<Partial<Record<Kind, string>>> = {
  "P-384": "hash-of-the-curve",
  "P-521": "hash-of-the-curve",
  Ed25519: "ed25519ph",
};

/** cosign 3 writes no bundle that it cannot verify, and it cannot verify Ed25519ph. */
const writes = (version: Version, format: Format, kind: Kind) =>
  !(version === "v3.1.3" && format === "bundle" && kind === "Ed25519");

const byKind: readonly Case[] = EACH.flatMap(({ version, format }) =>
  (Object.keys(KEYS) as Kind[])
    .filter((kind) => writes(version, format, kind))
    .map((kind) => {
      const point = UNVERIFIED[kind];
      const common = { what: `${version}, ${format}, ${kind}`, format, make: byKey(version, format, { kind }) };
      return point === undefined ? { ...common, verdicts: ALL_ACCEPT } : { ...common, point, verdicts: ONLY_OURS };
    }),
);

const MODES: Readonly<Record<string, Mode & Pick<Case, "image" | "judged">>> = {
  "a signature beside another": { args: ["-a", "env=prod"], twice: true },
  "an index": { image: { platforms: ["linux/amd64", "linux/arm64"] } },
  "--recursive, a child of the index": {
    args: ["--recursive"],
    image: { platforms: ["linux/amd64", "linux/arm64"] },
    judged: ({ registry, repository, image }) => `${registry.host}/${repository}@${image.children[1]?.digest ?? ""}`,
  },
  "Docker's media types, of the image": { image: { docker: true } },
  "Docker's media types, of the signature": { variables: { COSIGN_DOCKER_MEDIA_TYPES: "1" } },
};

const inEveryMode: readonly Case[] = EACH.flatMap(({ version, format }) =>
  Object.entries(MODES).map(([what, { image, judged, ...mode }]) => ({
    what: `${version}, ${format}, ${what}`,
    format,
    make: byKey(version, format, mode),
    verdicts: ALL_ACCEPT,
    ...(image && { image }),
    ...(judged && { judged }),
  })),
);

const withAll: readonly Case[] = EACH.flatMap(({ version, format }) =>
  (["key", "identity"] as const).map((by) => ({
    what: `${version}, ${format}, ${by === "key" ? "a key, logged" : "without keys"}`,
    format,
    make: withServices(version, format, by),
    verdicts: ALL_ACCEPT,
  })),
);

const PRODUCTION = ["-a", "env=prod", "-a", "team=a&b"];
const inProduction = (trust: Trust) => also(trust, { annotations: { env: "prod", team: "a&b" } }, PRODUCTION);
const legacyBy = (version: Version, what: string, mode: Mode, point?: Pick<Case, "point" | "verdicts">): Case => ({
  what: `${version}, legacy, ${what}`,
  format: "legacy",
  make: byKey(version, "legacy", mode),
  verdicts: ALL_ACCEPT,
  ...point,
});

const claims: readonly Case[] = [
  ...EACH.map(({ version, format }) => ({
    what: `${version}, ${format}, with annotations`,
    format,
    make: byKey(version, format, { args: PRODUCTION, more: inProduction }),
    // cosign 2 takes annotations and writes none into a bundle.
    verdicts:
      version === "v2.6.5" && format === "bundle" ? verdicts("accepts", "refuses", "other-annotations") : ALL_ACCEPT,
  })),
  ...VERSIONS.flatMap((version) => [
    legacyBy(
      version,
      "without the annotation that is asked for",
      { more: inProduction },
      {
        verdicts: verdicts("refuses", "refuses", "other-annotations"),
      },
    ),
    legacyBy(version, "a container identity of its own", { args: ["--sign-container-identity", "ghcr.io/acme/web"] }),
    legacyBy(
      version,
      "a container identity of its own, where the image's is asked for",
      {
        args: ["--sign-container-identity", "ghcr.io/acme/web"],
        more: (trust) => also(trust, { requireReference: "repository" }),
      },
      { point: "reference", verdicts: verdicts("accepts", "accepts", "other-reference") },
    ),
    legacyBy(version, "the image's own identity, where it is asked for", {
      more: (trust) => also(trust, { requireReference: "repository" }),
    }),
  ]),
];

/** Every image's signatures in one repository, as with cosign's variable. */
function elsewhere(version: Version, format: Format): Case {
  const make: Case["make"] = async (world, place) => {
    const repository = `${world.registry.host}/oracle/signatures`;
    const variables = { COSIGN_REPOSITORY: repository };
    const trust = await byKey(version, format, { variables })(world, place);
    return { ...trust, variables, settings: { signatureRepository: repository } };
  };
  const common = { what: `${version}, ${format}, in another repository`, format, make };
  // For bundles cosign 2 neither writes nor reads there, and says nothing of it.
  if (format === "legacy") return { ...common, verdicts: ALL_ACCEPT };
  return version === "v2.6.5"
    ? { ...common, point: "one-signature-repository", verdicts: verdicts("accepts", "refuses", "no-signature") }
    : { ...common, point: "bundles-elsewhere", verdicts: verdicts("refuses", "accepts", "accepted") };
}

const attested: readonly Case[] = EACH.map(({ version, format }) => ({
  what: `${version}, ${format}, only an attestation of a provenance`,
  format,
  make: byKey(version, format, {
    command: "attest",
    args: ["--type", "slsaprovenance1", "--predicate", "predicate.json"],
  }),
  ...(format === "bundle"
    ? { point: "attestation", verdicts: verdicts("accepts", "accepts", "not-a-signature") }
    : { verdicts: verdicts("refuses", "refuses", "no-signature") }),
}));

export const SIGNED_BY_COSIGN: readonly Case[] = [
  ...byKind,
  ...claims,
  ...attested,
  ...EACH.map(({ version, format }) => elsewhere(version, format)),
  ...inEveryMode,
  ...withAll,
];
