import { ALL_ACCEPT, type Case } from "./case.ts";
import { byKey } from "./signed-by-cosign.ts";
import { VERSIONS } from "./world.ts";

/** Both sign and verify so only under this variable. */
const EXPERIMENTAL = { COSIGN_EXPERIMENTAL: "1" };

/** `cosign sign --registry-referrers-mode oci-1-1`: a legacy signature that refers to the image and has no tag. */
export const AMONG_REFERRERS: readonly Case[] = VERSIONS.map((version) => ({
  what: `${version}, legacy, among the referrers`,
  format: "legacy",
  make: byKey(version, "legacy", {
    args: ["--registry-referrers-mode", "oci-1-1"],
    variables: EXPERIMENTAL,
    more: (trust) => ({
      ...{ ...trust, cosign: [...trust.cosign, "--experimental-oci11"] },
      variables: EXPERIMENTAL,
    }),
  }),
  verdicts: ALL_ACCEPT,
}));
