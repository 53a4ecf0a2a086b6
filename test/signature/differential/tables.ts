import { ATTESTED_BY_COSIGN } from "./attested-by-cosign.ts";
import { BAD_ATTESTATIONS } from "./bad-attestations.ts";
import { AMONG_REFERRERS } from "./among-referrers.ts";
import { BAD_ENVELOPES } from "./bad-envelopes.ts";
import { BAD_IDENTITIES } from "./bad-identities.ts";
import { BAD_KEYS } from "./bad-keys.ts";
import { BAD_PAYLOADS } from "./bad-payloads.ts";
import { BAD_PLACES } from "./bad-places.ts";
import { BAD_STATEMENTS } from "./bad-statements.ts";
import type { Case } from "./case.ts";
import { MADE_BY_US } from "./made-by-us.ts";
import { SIGNED_BY_COSIGN } from "./signed-by-cosign.ts";

/** Everything that both versions of cosign and the gate are asked about. */
export const TABLES: readonly (readonly [title: string, cases: readonly Case[]])[] = [
  ["what the real cosign signs", SIGNED_BY_COSIGN],
  ["what the fixtures make", MADE_BY_US],
  ["payloads", BAD_PAYLOADS],
  ["statements", BAD_STATEMENTS],
  ["bundles", BAD_ENVELOPES],
  ["where signatures are stored", BAD_PLACES],
  ["certificates, identities and times", BAD_IDENTITIES],
  ["keys", BAD_KEYS],
  ["what the real cosign attests", ATTESTED_BY_COSIGN],
  ["attestations", BAD_ATTESTATIONS],
  ["legacy signatures among the referrers", AMONG_REFERRERS],
];
