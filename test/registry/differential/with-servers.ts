import { describe } from "@jest/globals";

const missing = process.env["DIGESTBOUND_WITHOUT_SERVERS"] === "true";

/** `describe`, or `describe.skip` where the global setup found no way to get the real servers: Jest counts what it skips. */
export const describeWithServers: typeof describe | typeof describe.skip = missing ? describe.skip : describe;
