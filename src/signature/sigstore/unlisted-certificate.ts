import { EXTENSION_OID_SCT, X509Certificate } from "@sigstore/core";

/**
 * A certificate whose SCTs the library does not see: it looks for them in a copy of its own, and refuses a certificate one of
 * whose SCTs is of a log that it does not know.
 */
export class UnlistedCertificate extends X509Certificate {
  override clone(): X509Certificate {
    const copy = super.clone();
    const at = copy.extensions.findIndex(({ subs: [oid] }) => oid?.toOID() === EXTENSION_OID_SCT);
    if (at >= 0) copy.extensions.splice(at, 1);
    return copy;
  }
}
