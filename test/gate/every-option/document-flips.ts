import { alternativeNames, claim, email, rawClaim } from "../../fixtures/sigstore/certificate.ts";
import type { LeafOptions } from "../../fixtures/sigstore/keyless.ts";
import { signImage, type Place } from "../../fixtures/sigstore/push-keyless.ts";
import { INSTANCE, ROOT, STRANGERS_ROOT } from "../keyless-setting.ts";
import { document } from "./document.ts";
import { EXEMPTIONS, INLINE, LONGEST_EXEMPTION } from "./exemption-flips.ts";
import { HOST, type Elsewhere, type Flip } from "./flip.ts";
import { KEY, KEY_PAIR, OTHER_KEY, signed } from "./signer-flips.ts";

const byKey = (key: string) => ({ ci: { cosign: { key, transparencyLog: "not-required" } } });
const signers = byKey(KEY);
const BY_KEY = { instance: INSTANCE, key: KEY_PAIR, witness: "nobody" } as const;
const signedByKey = signed(BY_KEY);

const flip = (holds: object, fails: object, reason: string): Flip => ({
  ...{ given: signedByKey, holds: document(holds), fails: document(fails), reason },
});
const UNREACHED = "image-checked/private-address";

const SERVICE = "acme:index:Service";
const field = (entry: object) => ({ type: SERVICE, path: "spec.image", ...entry });
/** A component with a trusted image, and a tag and a Docker URL beside it. */
const service = (holds: object, fails: object, reason: string): Flip => ({
  ...flip({ signers, rest: holds }, { signers, rest: fails }, reason),
  resource: (image) => ({
    type: SERVICE,
    props: { spec: { image, url: `docker://${image}`, tag: image.replace(/@.*/, ":1.0") } },
  }),
});

const PICTURE = "image-reference/forbidden-character";
const notImage = (entry: object) => ({
  ...{ type: "acme.io/Widget", path: "spec.containers[].image", because: "the name of a picture" },
  ...entry,
});
/** A custom resource in whose list of containers pictures stand, and a trusted image beside it. */
const widget = (holds: object, fails: object, reason: string): Flip => ({
  ...flip({ signers, rest: holds }, { signers, rest: fails }, reason),
  resource: (image) => ({
    type: "kubernetes:acme.io/v1:Widget",
    props: { spec: { containers: [{ image: "Sunset!" }], initContainers: [{ image }] } },
  }),
});

export const FIELD_FLIPS = {
  type: service({ fields: [field({})] }, { fields: [field({ type: "acme:index:Other" })] }, "no verdict"),
  path: service({ fields: [field({})] }, { fields: [field({ path: "spec.tag" })] }, "image-pinned/mutable-tag"),
  format: service(
    { fields: [field({ path: "spec.url", format: "docker" })] },
    { fields: [field({ path: "spec.url", format: "ref" })] },
    "image-reference/scheme",
  ),
  role: { file: "gate/role.test.ts", title: "is one step less severe about an image of role %s" },
} satisfies Readonly<Record<string, Flip | Elsewhere>>;

export const NOT_IMAGE_FLIPS = {
  type: widget({ notImages: [notImage({})] }, { notImages: [notImage({ type: "acme.io/Other" })] }, PICTURE),
  path: widget({ notImages: [notImage({})] }, { notImages: [notImage({ path: "spec.containers" })] }, PICTURE),
  because: widget({ notImages: [notImage({})] }, { notImages: [notImage({ because: undefined })] }, "policy-invalid"),
};

export const LEVEL_FLIPS = {
  level: { file: "pulumi/levels.test.ts", title: "remediates only from the date on" },
  from: { file: "cli/levels.test.ts", title: "a rule is mandatory from its date on" },
} satisfies Readonly<Record<string, Elsewhere>>;

export const DOCUMENT_FLIPS = {
  version: flip({ signers }, { signers, rest: { version: 2 } }, "policy-invalid"),
  extends: { file: "gate/extends.test.ts", title: "extends decides: %s" },
  signers: flip({ signers }, { signers: byKey(OTHER_KEY) }, "image-signed/untrusted-key"),
  images: flip({ signers }, { signers, rule: { match: `${HOST}/other/*` } }, "image-registry/no-match"),
  registries: flip({ signers }, { signers, rest: { registries: undefined } }, UNREACHED),
  fields: service({ fields: [field({})] }, { fields: undefined }, "no verdict"),
  notImages: widget({ notImages: [notImage({})] }, { notImages: undefined }, PICTURE),
  resolveAtUpdate: {
    file: "e2e/remediation.test.ts",
    title: "writes the verified digest where the document says resolveAtUpdate",
  },
  builtInStack: { file: "gate/built-in-stack.test.ts", title: "and that is %s, under builtInStack: %s" },
  cdkAssets: { file: "gate/cdk-assets.test.ts", title: "in the deployer's own account, under cdkAssets: %s" },
  cdkAcknowledgements: {
    file: "cdk/violations.test.ts",
    title: "of a rule under cdkAcknowledgements is an error that may be acknowledged, and of any other is fatal",
  },
  levels: {
    file: "cli/levels.test.ts",
    title: "a level of the document decides what fails, and the verdict keeps its word",
  },
  exemptions: EXEMPTIONS,
  longestExemption: LONGEST_EXEMPTION,
  inline: INLINE,
  freshness: { file: "gate/warm.test.ts", title: "with freshness 0 bytes are kept and no pointers" },
} satisfies Readonly<Record<string, Flip | Elsewhere>>;

const GOOGLE = "https://accounts.google.com";
const RELEASE: LeafOptions = {
  names: alternativeNames(email("krel-trust@k8s-releng-prod.iam.gserviceaccount.com")),
  issuer: [rawClaim(1, GOOGLE), claim(8, GOOGLE)],
  claims: [],
};
const preset = (name: string, trustedRoot = ROOT) => document({ signers: { ci: { preset: name, trustedRoot } } });
const byPreset = signed({ certificate: RELEASE });

export const SIGNER_FLIPS = {
  cosign: flip({ signers }, { signers: byKey(OTHER_KEY) }, "image-signed/untrusted-key"),
  preset: {
    ...{ given: byPreset, holds: preset("kubernetes"), fails: preset("distroless") },
    reason: "image-signed/untrusted-identity",
  },
  trustedRoot: {
    ...{ given: byPreset, holds: preset("kubernetes"), fails: preset("kubernetes", STRANGERS_ROOT) },
    reason: "image-signed/untrusted-log-entry",
  },
};

const registry = (holds: object, fails: object, reason: string) =>
  flip({ signers, registry: holds }, { signers, registry: fails }, reason);

const ROBOT = { username: "robot", passwordEnv: "REGISTRY_PASSWORD" };
const login = (fails: object): Flip => ({
  ...registry({ credentials: ROBOT }, fails, "image-checked/unauthorized"),
  registry: { auth: "basic", username: "robot", password: "right" },
  environment: { REGISTRY_PASSWORD: "right", OTHER_PASSWORD: "wrong" },
});

export const CREDENTIALS_FLIPS = {
  username: login({ credentials: { ...ROBOT, username: "somebody" } }),
  passwordEnv: login({ credentials: { ...ROBOT, passwordEnv: "OTHER_PASSWORD" } }),
};

const PRIVATE = { privateNetwork: true };

export const REGISTRY_FLIPS = {
  host: registry({}, { host: "registry.example" }, UNREACHED),
  aliases: { file: "gate/aliases.test.ts", title: "flips with the alias, and without it nobody is asked" },
  plainHttp: registry({ ...PRIVATE, plainHttp: true }, { ...PRIVATE, plainHttp: false }, "image-checked/tls"),
  privateNetwork: registry(PRIVATE, { privateNetwork: false }, UNREACHED),
  ca: {
    file: "registry/tls.test.ts",
    title: "believes no authority of the environment for a host whose authorities the document names",
  },
  credentials: login({}),
  mirrors: {
    file: "gate/mirrors.test.ts",
    title: "is asked in the order of the document, each where the one before fails",
  },
  signatureRepository: {
    ...registry({ signatureRepository: `${HOST}/team/signatures` }, {}, "image-signed/no-signature"),
    given: (place: Place) => {
      signImage({ ...place, repository: "team/signatures" }, "legacy", BY_KEY);
    },
  },
} satisfies Readonly<Record<string, Flip | Elsewhere>>;
