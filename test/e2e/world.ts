import { startProvider, type EngineResult, type ProviderOptions, type StandInProvider } from "../engine/index.ts";
import {
  generateKeyPair,
  legacySignature,
  pushImage,
  signWithBundle,
  type KeyPair,
  type PushedImage,
} from "../fixtures/index.ts";
import {
  startEmbeddedRegistry,
  type EmbeddedRegistry,
  type EmbeddedRegistryOptions,
} from "../registry/embedded/index.ts";
import { packFolder } from "../shop/shop.ts";

/** A registry, a key that the policy trusts for `team/*`, `vendor/*` without signatures, and the stand-in provider. */
export interface World {
  readonly registry: EmbeddedRegistry;
  readonly provider: StandInProvider;
  readonly document: object;
  /** Pushes an image under a tag and signs its digest with the trusted key. */
  readonly signed: (repository: string, tag: string, text?: string) => PushedImage;
  readonly unsigned: (repository: string, tag: string, text?: string) => PushedImage;
  /** The pack of this repository with the document, these levels, and further keys of the document. */
  readonly pack: (levels?: object, more?: object) => { readonly dir: string; readonly config: object };
  readonly close: () => Promise<void>;
}

export interface WorldOptions {
  readonly registry?: EmbeddedRegistryOptions;
  readonly provider?: ProviderOptions;
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const [registry, provider] = await Promise.all([
    startEmbeddedRegistry(options.registry),
    startProvider(options.provider),
  ]);
  const key = generateKeyPair("p256");
  const document = documentFor(registry.host, key);
  const unsigned: World["unsigned"] = (repository, tag, text = `${repository} ${tag}`) =>
    pushImage(registry, repository, tag, { text, platforms: ["linux/amd64", "linux/arm64"] });
  return {
    registry,
    provider,
    document,
    unsigned,
    signed: (repository, tag, text) => sign(registry, key, repository, unsigned(repository, tag, text)),
    pack: (levels = {}, more = {}) => ({
      dir: packFolder(),
      config: { digestbound: { document: { ...document, ...more } }, ...levels },
    }),
    close: async () => {
      provider.close();
      await registry.close();
    },
  };
}

let bundles = false;
/** In one format and in the other, turn by turn. */
function sign(registry: EmbeddedRegistry, keyPair: KeyPair, repository: string, image: PushedImage): PushedImage {
  bundles = !bundles;
  if (bundles) signWithBundle(registry, repository, image, { keyPair });
  else legacySignature(registry, repository, image.digest, { keyPair });
  return image;
}

function documentFor(host: string, key: KeyPair): object {
  return {
    version: 1,
    signers: { "release-key": { cosign: { key: key.publicKeyPem, transparencyLog: "not-required" } } },
    images: [
      { match: `${host}/team/*`, signedBy: ["release-key"] },
      { match: `${host}/vendor/*`, signature: "not-required", because: "the vendor signs nothing" },
    ],
    registries: [{ host, plainHttp: true }],
  };
}

export function program(resources: object, more: object = {}): object {
  return { name: "world", runtime: "yaml", ...more, resources };
}

export function pod(...images: readonly unknown[]): object {
  const containers = images.map((image, index) => ({ name: `c${index}`, image }));
  return { type: "kubernetes:core/v1:Pod", properties: { spec: { containers } } };
}

/** `rule: message` of every violation on the resource of this name, in the order of the events. */
export function violations({ policyEvents }: EngineResult, name: string): string[] {
  return policyEvents
    .filter(({ urn }) => urn?.endsWith(`::${name}`) === true)
    .map(({ policyName, message }) => `${policyName}: ${message}`);
}

export function rulesOn(result: EngineResult, name: string): string[] {
  return violations(result, name)
    .map((text) => text.split(":")[0] ?? "")
    .sort();
}

/** The names of the resources that an update created or changed. */
export function createdNames({ created }: StandInProvider): string[] {
  return created.map((urn) => urn.split("::").at(-1) ?? "");
}

/** The inputs of the resource of this name in an exported state. */
export function inputsIn(state: string, name: string): unknown {
  const { deployment } = JSON.parse(state) as {
    deployment: { resources?: readonly { urn: string; inputs?: unknown }[] };
  };
  return deployment.resources?.find(({ urn }) => urn.endsWith(`::${name}`))?.inputs;
}
