import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const ROLES = ["root", "timestamp", "snapshot", "targets"] as const;
type Role = (typeof ROLES)[number];

const LATER = "2100-01-01T00:00:00Z";

/** One state of a TUF repository: what is there by name, each name a path below the mirror. */
export type Published = Map<string, Buffer>;

export interface PublishOptions {
  /** Of timestamp, snapshot and targets; 1 unless told. */
  readonly version?: number;
  /** The targets by name. */
  readonly targets: Readonly<Record<string, string>>;
  readonly expires?: Partial<Record<Role, string>>;
  /** Who signs a role in the place of its key. */
  readonly forged?: Role;
  /** Members of targets.json beside the usual ones. */
  readonly more?: object;
}

/** The keys of a repository of the tests' own, and what they sign. */
export interface TufRepository {
  readonly root: Buffer;
  /** The next root.json, by the same keys or by keys that nobody has named. */
  readonly nextRoot: (signer: "old and new" | "new alone") => Buffer;
  readonly publish: (options: PublishOptions) => Published;
}

export function tufRepository(): TufRepository {
  const keys = new Map<Role, Key>(ROLES.map((role) => [role, newKey()] as const));
  const root = rootMetadata(keys, 1);
  const first = signed(root, [keyOf(keys, "root")]);
  return {
    root: first,
    nextRoot: (signer) => {
      const next = newKey();
      const others = new Map<Role, Key>([...keys, ["root", next]]);
      return signed(rootMetadata(others, 2), signer === "new alone" ? [next] : [keyOf(keys, "root"), next]);
    },
    publish: (options) => published(keys, first, options),
  };
}

function published(keys: ReadonlyMap<Role, Key>, root: Buffer, options: PublishOptions): Published {
  const { version = 1, targets, expires = {}, forged, more = {} } = options;
  const make = (role: Role, members: object) => {
    const key = forged === role ? newKey() : keyOf(keys, role);
    const id = keyOf(keys, role).id;
    return signed({ ...head(role, version, expires[role]), ...members }, [{ ...key, id }]);
  };
  const listed = Object.entries(targets).map(([name, text]): [string, object] => [
    name,
    { length: Buffer.byteLength(text), hashes: { sha256: sha256(text) } },
  ]);
  const files = Object.entries(targets).map(([name, text]) => [targetPath(name, text), Buffer.from(text)] as const);
  return new Map([
    ["1.root.json", root],
    ["timestamp.json", make("timestamp", { meta: { "snapshot.json": { version } } })],
    [`${version}.snapshot.json`, make("snapshot", { meta: { "targets.json": { version } } })],
    [`${version}.targets.json`, make("targets", { targets: Object.fromEntries<object>(listed), ...more })],
    ...files,
  ]);
}

/** Where a consistent snapshot keeps a target. */
export function targetPath(name: string, text: string): string {
  return `targets/${sha256(text)}.${name}`;
}

interface Key {
  readonly id: string;
  readonly public: object;
  readonly sign: (bytes: Buffer) => string;
}

function newKey(): Key {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const raw = publicKey.export({ type: "spki", format: "der" }).subarray(-32).toString("hex");
  const shown = { keytype: "ed25519", scheme: "ed25519", keyval: { public: raw } };
  return {
    id: sha256(canonical(shown)),
    public: shown,
    sign: (bytes) => sign(null, bytes, privateKey).toString("hex"),
  };
}

function keyOf(keys: ReadonlyMap<Role, Key>, role: Role): Key {
  const key = keys.get(role);
  if (key === undefined) throw new Error("no key");
  return key;
}

function rootMetadata(keys: ReadonlyMap<Role, Key>, version: number): object {
  return {
    ...head("root", version),
    consistent_snapshot: true,
    keys: Object.fromEntries(Array.from(keys.values(), (key) => [key.id, key.public])),
    roles: Object.fromEntries(Array.from(keys, ([role, { id }]) => [role, { keyids: [id], threshold: 1 }])),
  };
}

function head(type: Role, version: number, expires = LATER): object {
  return { _type: type, spec_version: "1.0.31", version, expires };
}

function signed(metadata: object, keys: readonly Key[]): Buffer {
  const bytes = Buffer.from(canonical(metadata));
  return Buffer.from(
    JSON.stringify({ signed: metadata, signatures: keys.map((key) => ({ keyid: key.id, sig: key.sign(bytes) })) }),
  );
}

/** Canonical JSON for what stands here: no text in it needs an escape. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one: unknown) => canonical(one)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(",")}}`;
}

function sha256(bytes: string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export interface Mirror {
  readonly url: string;
  /** What it shows now; may be replaced and bent. */
  files: Published;
  /** The paths that were asked for. */
  readonly requests: string[];
  /** Answers nothing until it is let go. */
  silent: boolean;
  /** Says "not found" to whoever waits, and answers again. */
  letGo(): void;
  close(): Promise<void>;
}

export async function startMirror(files: Published): Promise<Mirror> {
  const held: (() => unknown)[] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? "").replace(/^\/repo\//, "");
    mirror.requests.push(path);
    if (mirror.silent) {
      held.push(() => response.writeHead(404).end());
      return;
    }
    const body = mirror.files.get(decodeURIComponent(path));
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const mirror: Mirror = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/repo`,
    files,
    requests: [],
    silent: false,
    letGo: () => {
      mirror.silent = false;
      for (const answer of held.splice(0)) answer();
    },
    close: () =>
      new Promise((done) => {
        server.close(() => {
          done();
        });
        server.closeAllConnections();
      }),
  };
  return mirror;
}
