/** Whatever goes wrong with the record costs a rejection, never the run and never a pass (law 3). */
export function attempt<T>(otherwise: T, action: () => T): T {
  try {
    return action();
  } catch {
    return otherwise;
  }
}
