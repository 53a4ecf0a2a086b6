import { constants } from "node:crypto";
import {
  generateKeyPair,
  legacySignature,
  signWithBundle,
  type KeyType,
  type SigningScheme,
} from "../../fixtures/index.ts";
import { ecPair, pem, spki } from "../../fixtures/sigstore/certificate.ts";
import { run as workflowRun, signImage, signManifest, type SignOptions } from "../../fixtures/sigstore/push-keyless.ts";
import { ALL_ACCEPT, verdicts, type Case } from "./case.ts";
import { also, trustKey, trustLoggedKey, trustWorkflow, type Format, type Trust } from "./trust.ts";
import { writeKey, type Place, type World } from "./world.ts";

const FORMATS = ["legacy", "bundle"] as const;
let keys = 0;

interface KeyMode {
  readonly type?: KeyType;
  readonly scheme?: SigningScheme;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly more?: (trust: Trust) => Trust;
}

/** The fixtures' signature by a key of the tests. */
export function keySigned(format: Format, { type, scheme, annotations, more = same }: KeyMode = {}): Case["make"] {
  return (world, { registry, repository, image }) => {
    const keyPair = generateKeyPair(type);
    const options = { keyPair, ...(scheme && { scheme }), ...(annotations && { annotations }) };
    if (format === "legacy") legacySignature(registry, repository, image.digest, options);
    else signWithBundle(registry, repository, image, options);
    return more(trustKey(writeKey(world, `made-${++keys}`, keyPair)));
  };
}

const same = <T>(value: T): T => value;

/** The fixtures' signature with witnesses of the tests' instance. */
export function witnessed(
  format: Format | "manifest",
  options: Partial<SignOptions> = {},
  trust: (world: World) => Trust = () => trustWorkflow(),
): Case["make"] {
  return (world, place: Place) => {
    const all = { instance: world.instance, certificate: WORKFLOW_RUN, ...options };
    if (format === "manifest") signManifest(place, all);
    else signImage(place, format, all);
    return trust(world);
  };
}

export const WORKFLOW_RUN = workflowRun("acme/web", "release.yml", "refs/heads/main");

const byType: readonly Case[] = FORMATS.flatMap((format) =>
  (["p256", "rsa2048", "rsa3072", "rsa4096", "ed25519"] as const).map((type) => ({
    what: `${format}, ${type}`,
    format,
    make: keySigned(format, { type }),
    verdicts: ALL_ACCEPT,
  })),
);

/** Before version 3 cosign hashed with SHA-256 whatever the curve, and still does so to verify. */
const byOldHash: readonly Case[] = FORMATS.flatMap((format) =>
  (["p384", "p521"] as const).map((type) => ({
    what: `${format}, ${type} over SHA-256`,
    format,
    make: keySigned(format, { type, scheme: { hash: "sha256" } }),
    verdicts: ALL_ACCEPT,
  })),
);

const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, hash: "sha256" } as const;
const byPss: readonly Case[] = FORMATS.map((format) => ({
  what: `${format}, RSA-PSS where the policy says so`,
  format,
  make: keySigned(format, {
    ...{ type: "rsa2048", scheme: pss },
    more: (trust) => also(trust, { scheme: "rsa-pss-sha256" }),
  }),
  point: "rsa-pss",
  verdicts: verdicts("refuses", "refuses", "accepted"),
}));

const withAnnotations: readonly Case[] = FORMATS.map((format) => ({
  what: `${format}, with annotations`,
  format,
  make: keySigned(format, {
    annotations: { team: "a&b", env: "prod" },
    more: (trust) => also(trust, { annotations: { env: "prod" } }, ["-a", "env=prod"]),
  }),
  verdicts: ALL_ACCEPT,
}));

const logged: readonly Case[] = FORMATS.flatMap((format) => [
  { what: `${format}, without keys`, format, make: witnessed(format), verdicts: ALL_ACCEPT },
  {
    what: `${format}, a key, logged`,
    format,
    make: (world: World, place: Place) => {
      const key = ecPair();
      const file = writeKey(world, `made-${++keys}`, { publicKeyPem: pem("PUBLIC KEY", spki(key)) });
      return witnessed(format, { key }, () => trustLoggedKey(file))(world, place);
    },
    verdicts: ALL_ACCEPT,
  },
]);

const message: Case = {
  what: "bundle, a signature over the manifest itself",
  format: "bundle",
  make: witnessed("manifest"),
  point: "message-signature",
  verdicts: verdicts("refuses", "refuses", "accepted"),
};

export const MADE_BY_US: readonly Case[] = [...byType, ...byOldHash, ...byPss, ...withAnnotations, ...logged, message];
