import { schemaLine } from "./schema-line.ts";

/** The policy document that a new pack begins with: valid as it stands, and again when its example lines are put into use. */
export const starterDocument = `${schemaLine()}# Which images may be deployed, and whose signatures they need. Every option: node_modules/digestbound/docs/policy.md
# An image that no match covers is rejected, and its registry is not asked.
version: 1

# To trust images signed with a key: put the public key into keys/release.pub, remove the # before the
# lines below, and write your own registry.
#signers:
#  release-key: { cosign: { key: keys/release.pub, transparencyLog: not-required } }

images:
#  - match: registry.example.com/team/**
#    signedBy: [release-key]
  - match: docker.io/library/*
    signature: not-required
    because: Docker Official Images are not signed
`;

export const keysReadme = `# Public keys

The public keys that digestbound.yaml names, such as \`release.pub\`. From a cosign key:

    cosign public-key --key cosign.key > release.pub

Never a private key: this folder is published with the pack. Files named \`*.key\` are left out, other names are not.
`;
