import { delimiter, isAbsolute } from "node:path";

/**
 * What a credential helper is told of the environment: how to find programs, homes and stores, and what the clouds'
 * tools log in with. The rest may hold secrets that are none of its business, or change which code it runs
 * (LD_PRELOAD, NODE_OPTIONS, PYTHONPATH, BASH_ENV).
 */
export const TOLD: ReadonlySet<string> = new Set([
  ...["HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP"],
  // Windows
  ...["USERPROFILE", "USERNAME", "HOMEDRIVE", "HOMEPATH", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "PROGRAMFILES"],
  ...["SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "PATHEXT", "COMSPEC"],
  // Keychains: the secret service, pass, gpg
  ...["DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "GNUPGHOME", "GPG_TTY", "PASSWORD_STORE_DIR"],
  // Identities that clouds give to machines and jobs
  ...["IDENTITY_ENDPOINT", "IDENTITY_HEADER", "MSI_ENDPOINT", "MSI_SECRET", "GCE_METADATA_HOST", "DOCKER_CONFIG"],
  // The way out: proxies and certificate authorities
  ...["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS"],
]);
const PREFIXES = /^(?:AWS|GOOGLE|CLOUDSDK|AZURE|XDG)_/;

/** The variables that a helper gets, and no other. */
export function helperEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const told = Object.entries(environment).filter(
    ([name]) => TOLD.has(name.toUpperCase()) || PREFIXES.test(name.toUpperCase()),
  );
  return { ...Object.fromEntries(told), PATH: helperPath(environment).join(delimiter) };
}

/** The absolute folders of PATH: ".", "" and "bin" would run what lies in the change that is being judged. */
export function helperPath(environment: NodeJS.ProcessEnv): readonly string[] {
  // Windows calls it Path; a copy of its environment answers to that name only.
  const path = environment["PATH"] ?? environment["Path"] ?? "";
  return path.split(delimiter).filter((folder) => isAbsolute(folder));
}
