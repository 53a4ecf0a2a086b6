/** What can stand in a shell's single quotes, and needs no other. */
const QUOTABLE = /^[A-Za-z0-9+.:/_@=;?&%,~-]{1,300}$/;
/** A PIN in a PKCS #11 URI, a user's password or a signed query in a URL (law 10). */
const SECRET = /pin-(?:value|source)|\/\/[^/]*@|^https?:.*\?/i;

/** Kubernetes keeps the private key and its password beside the public key, so the secret is not read as a whole. */
const K8S = /^k8s:\/\/([a-z0-9-]{1,63})\/([a-z0-9.-]{1,253})$/;
const VARIABLE = /^env:\/\/([A-Za-z_][A-Za-z0-9_]{0,127})$/;

/**
 * The command that writes the public key behind a reference of cosign's (`awskms://…`, `k8s://…`, `pkcs11:…`, `https://…`)
 * into a file. Nothing is fetched here.
 */
export function exportCommand(uri: string): string {
  const shown = QUOTABLE.test(uri) && !SECRET.test(uri) ? quoted(uri) : "<uri>";
  if (/^https?:/i.test(uri))
    return `curl --proto =https -fsS ${shown} > cosign.pub, and compare it with what its owner says`;
  const [, namespace, secret] = K8S.exec(uri) ?? [];
  if (namespace !== undefined && secret !== undefined) {
    return `kubectl get secret -n ${namespace} ${secret} -o jsonpath='{.data.cosign\\.pub}' | base64 -d > cosign.pub`;
  }
  const variable = VARIABLE.exec(uri)?.[1];
  if (variable !== undefined) return `printenv ${variable} > cosign.pub`;
  return `cosign public-key --key ${shown} > cosign.pub`;
}

function quoted(uri: string): string {
  return /^[A-Za-z0-9+.:/_@=-]+$/.test(uri) ? uri : `'${uri}'`;
}
