import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** Stands in for the service that `pulumi policy publish` talks to, on loopback. */
export interface PolicyService {
  readonly url: string;
  /** The tarball that was uploaded last. */
  readonly uploaded: () => Buffer | undefined;
  /** Method and path of what it was asked, in order. */
  readonly requests: readonly string[];
  close(): void;
}

const ANSWERS: Readonly<Record<string, object>> = {
  "GET /api/user": {
    githubLogin: "somebody",
    name: "Somebody",
    organizations: [{ githubLogin: "acme", name: "acme" }],
  },
  "GET /api/capabilities": { capabilities: [] },
  "GET /api/user/organizations/default": { GitHubLogin: "acme" },
};

export async function startPolicyService(): Promise<PolicyService> {
  const requests: string[] = [];
  let uploaded: Buffer | undefined;
  const answer = async (request: IncomingMessage): Promise<object | undefined> => {
    const asked = `${request.method ?? ""} ${request.url ?? ""}`;
    requests.push(asked);
    const body = await buffer(request);
    if (asked.startsWith("PUT ")) uploaded = body;
    if (asked.startsWith("PUT ") || asked.endsWith("/complete")) return {};
    if (asked === "POST /api/orgs/acme/policypacks") {
      return { version: 1, uploadURI: `http://${request.headers.host ?? ""}/upload`, requiredHeaders: {} };
    }
    return ANSWERS[asked];
  };
  const server = createServer((request, response) => {
    void answer(request).then((found) => {
      response.writeHead(found === undefined ? 404 : 200, { "content-type": "application/json" });
      response.end(JSON.stringify(found ?? { code: 404, message: "not found" }));
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    uploaded: () => uploaded,
    requests,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
