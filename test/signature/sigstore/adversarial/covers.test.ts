import { legacyAttestation, signWithBundle, type AttestationOptions } from "../../../fixtures/index.ts";
import { judgesAll, type GateRow, type Scene } from "./gate-rows.ts";

const INDEX = { platforms: ["linux/amd64", "linux/arm64"] };
const SIGN = "https://sigstore.dev/cosign/sign/v1";
const PROVENANCE = "https://slsa.dev/provenance/v1";

const signIndex = ({ registry, repository, image, trusted: keyPair }: Scene) => {
  signWithBundle(registry, repository, image, { keyPair });
};
const signChildren =
  (count: number) =>
  ({ registry, repository, image, trusted: keyPair }: Scene): void => {
    for (const one of image.children.slice(0, count)) signWithBundle(registry, repository, one, { keyPair });
  };
const child = ({ registry, repository, image }: Scene) =>
  `${registry.host}/${repository}:1.0@${image.children[0]?.digest ?? ""}`;

/** Each option, alone and as the other's: only the one that is meant lets anything through. */
const COVERS: readonly GateRow[] = [
  ...(
    [
      [{ childOfSignedIndex: "accepted" }, "accepted"],
      [{ childOfSignedIndex: "rejected" }, "image-signed/no-signature"],
      [{ allChildren: "accepted" }, "image-signed/no-signature"],
    ] as const
  ).map(([rule, expected]) => ({
    ...{ row: 12, what: `the index is signed and its child is deployed, ${JSON.stringify(rule)}`, expected, rule },
    ...{ image: INDEX, arrange: signIndex, judged: child },
  })),
  ...(
    [
      [{ allChildren: "accepted" }, 2, "accepted"],
      [{ allChildren: "accepted" }, 1, "image-signed/no-signature"],
      [{ allChildren: "rejected" }, 2, "image-signed/no-signature"],
      [{ childOfSignedIndex: "accepted" }, 2, "image-signed/no-signature"],
    ] as const
  ).map(([rule, count, expected]) => ({
    ...{ row: 12, what: `${count} of 2 children are signed and the index is deployed, ${JSON.stringify(rule)}` },
    ...{ expected, rule, image: INDEX, arrange: signChildren(count) },
  })),
];

const attested = (
  type: string,
  made: Pick<AttestationOptions, "predicateType"> & Partial<AttestationOptions>,
  form: "bundle" | "legacy" = "bundle",
): Pick<GateRow, "rule" | "arrange"> => ({
  rule: { attestations: [{ type, by: ["release-key"] }] },
  arrange: (scene) => {
    const { registry, repository, image, trusted: keyPair } = scene;
    signIndex(scene);
    if (form === "legacy") legacyAttestation(registry, repository, image, { keyPair, ...made });
    else signWithBundle(registry, repository, image, { keyPair, ...made });
  },
});

const SIGNATURES: readonly GateRow[] = [
  {
    ...{ row: 17, what: "a signature in a bundle, where a provenance is required" },
    ...{ expected: "image-attested/no-attestation", ...attested(PROVENANCE, { predicateType: SIGN }) },
  },
  {
    ...{ row: 17, what: "a signature in an attestation's envelope, whose layer is called a provenance" },
    expected: "image-attested/no-attestation",
    ...attested(PROVENANCE, { predicateType: SIGN, annotations: { predicateType: PROVENANCE } }, "legacy"),
  },
  {
    ...{ row: 17, what: "a provenance beside it", expected: "accepted" },
    ...attested(PROVENANCE, { predicateType: PROVENANCE }),
  },
];

judgesAll("an index and its children, by explicit choice", COVERS);
judgesAll("a signature is no attestation", SIGNATURES);
