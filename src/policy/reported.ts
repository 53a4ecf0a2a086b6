import { InvalidIdentity } from "./invalid-identity.ts";
import type { Path, Report } from "./problems.ts";

/** What was read; where it is no identity that is reported, and nothing was read. */
export function reported<T>(path: Path, report: Report, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InvalidIdentity)) throw error;
    report(path, error.message, error.remedy);
    return undefined;
  }
}
