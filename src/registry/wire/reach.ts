import { classOfAddress, type AddressClass } from "./addresses.ts";

/**
 * Where a connection may lead, beside public addresses. `network`: private ones and this machine, for a registry that the
 * policy document says to be there. `private`, `loopback`: that class alone, for hosts that such a registry sends us to.
 */
export type AddressReach = "public" | "private" | "loopback" | "network";

const ALLOWED: Readonly<Record<AddressReach, readonly AddressClass[]>> = {
  public: ["public"],
  private: ["public", "private"],
  loopback: ["public", "loopback"],
  network: ["public", "private", "loopback"],
};

export function isWithin(reach: AddressReach, address: string): boolean {
  return ALLOWED[reach].includes(classOfAddress(address));
}

/** A host has an address that it must not lead to (server-side request forgery). */
export class ForbiddenAddress extends Error {
  override readonly name = "ForbiddenAddress";
  /** Whether no setting could allow it: cloud metadata services, multicast. */
  readonly never: boolean;

  constructor(address: string | undefined) {
    const found = address === undefined ? "no" : classOfAddress(address);
    super(`a host with ${found} address`);
    this.never = found === "forbidden";
  }
}
