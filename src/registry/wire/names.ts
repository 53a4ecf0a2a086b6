import type { LookupAddress } from "node:dns";
import { lookup as systemLookup } from "node:dns/promises";
import type { LookupFunction } from "node:net";
import { isLocalhost } from "./addresses.ts";
import { ForbiddenAddress, isWithin, type AddressReach } from "./reach.ts";

/** Resolves a host name to all its addresses. */
export type Lookup = (hostname: string) => Promise<readonly LookupAddress[]>;

export const lookupBySystem: Lookup = (hostname) => systemLookup(hostname, { all: true });

const THIS_MACHINE: readonly LookupAddress[] = [
  { address: "127.0.0.1", family: 4 },
  { address: "::1", family: 6 },
];

/**
 * Resolves names, each once at a time: the system's resolver has few threads, and one that hangs on a name must not be
 * given that name again by every connection.
 */
export class Names {
  readonly #lookup: Lookup;
  readonly #underWay = new Map<string, Promise<readonly LookupAddress[]>>();

  constructor(lookup: Lookup) {
    this.#lookup = lookup;
  }

  resolve(hostname: string): Promise<readonly LookupAddress[]> {
    if (isLocalhost(hostname)) return Promise.resolve(THIS_MACHINE);
    const known = this.#underWay.get(hostname);
    if (known !== undefined) return known;
    const asked = this.#lookup(hostname).finally(() => this.#underWay.delete(hostname));
    this.#underWay.set(hostname, asked);
    return asked;
  }

  /**
   * Resolves and checks in one step, so that a name cannot change its address between the check and the connection.
   * One address beyond the reach refuses the name, whatever the others are.
   */
  lookupWithin(reach: AddressReach): LookupFunction {
    return this.#lookupWhere((addresses) => {
      const beyond = addresses.find(({ address }) => !isWithin(reach, address));
      if (beyond !== undefined || addresses.length === 0) throw new ForbiddenAddress(beyond?.address);
    });
  }

  /** For a host that the user's environment names: a proxy may be anywhere. */
  lookupAnywhere(): LookupFunction {
    return this.#lookupWhere(() => undefined);
  }

  #lookupWhere(check: (addresses: readonly LookupAddress[]) => void): LookupFunction {
    return (hostname, options, callback) => {
      const answer = async () => {
        const addresses = await this.resolve(hostname);
        check(addresses);
        return addresses;
      };
      answer().then(
        (addresses) => {
          const [first] = addresses;
          if (options.all === true) callback(null, [...addresses]);
          else callback(null, first?.address ?? "", first?.family);
        },
        (error: unknown) => {
          callback(error as NodeJS.ErrnoException, "");
        },
      );
    };
  }
}
