import { expect } from "@jest/globals";
import { selfSigned } from "../../certificate.ts";
import { on, onAnything, onImage, redirect, type Act, type Row } from "../row.ts";
import type { Scene } from "../scene.ts";

/** Trusted by the test; see behaviours.test.ts. */
export const identity = selfSigned({ ipv4Addresses: ["127.0.0.1"] });

const BASIC = { "www-authenticate": "Basic" };

/** Asks for the login first, then does as `act` does. */
function guarded(act: Act): Act {
  return (request, response, scene) => {
    if (request.headers.authorization !== undefined) return act(request, response, scene);
    response.writeHead(401, BASIC).end();
    return true;
  };
}

/** Sends the image from another path than its own. */
const stored: Act = ({ url }, response, { honest, digest }) => {
  if (url !== "/stored") return false;
  const found = honest.manifest("team/web", digest);
  response.writeHead(200, { "content-type": found?.mediaType }).end(found?.bytes);
  return true;
};

/** The first of these that acts. */
const either =
  (first: Act, second: Act): Act =>
  (request, response, scene) =>
    first(request, response, scene) || second(request, response, scene);

const portOf = (host: string) => host.split(":")[1] ?? "";
const named = (host: string) => `registry.example:${portOf(host)}`;

const addresses: [string, string][] = [
  ["the metadata service", "http://169.254.169.254/latest/meta-data/"],
  ["the metadata service by one number", "http://2852039166/"],
  ["the metadata service, mapped to IPv6", "http://[::ffff:a9fe:a9fe]/"],
  ["the metadata service over IPv6", "http://[fd00:ec2::254]/"],
];

function realm(to: (scene: Scene) => string): Act {
  return onAnything((_, response, scene) => {
    response.writeHead(401, { "www-authenticate": `Bearer realm="${to(scene)}",service="x"` }).end();
  });
}

const realms: [string, string][] = [
  ["the metadata service", "https://169.254.169.254/token"],
  ["a file", "file:///etc/passwd"],
  ["gopher", "gopher://127.0.0.1:70/1"],
  ["another domain", "https://attacker.example/token"],
];

/** 12 to 20: where the client is sent. */
export const ways: readonly Row[] = [
  {
    row: 12,
    does: "redirects in a circle",
    outcome: "bad-redirect",
    act: onImage(redirect(({ server, digest }) => `${server.origin}/v2/team/web/manifests/${digest}`)),
    check: ({ server }) => {
      expect(server.requests).toHaveLength(6);
    },
  },
  {
    row: 13,
    does: "redirects from HTTPS to plain HTTP",
    outcome: "bad-redirect",
    tls: identity,
    act: onImage(redirect(({ elsewhere }) => `${elsewhere.origin}/stored`)),
    check: ({ elsewhere }) => {
      expect(elsewhere.requests).toEqual([]);
    },
  },
  ...addresses.map(([name, location]): Row => ({
    row: 14,
    does: `redirects to ${name}`,
    outcome: "private-address",
    act: onImage(redirect(() => location)),
  })),
  {
    row: 14,
    does: "redirects to this machine from a public registry",
    outcome: "private-address",
    name: named,
    // The first answer leads the connection to the test's server; from then on the name is public.
    lookup: publicAfter(1),
    act: onImage(redirect(({ elsewhere }) => `${elsewhere.origin}/stored`)),
    check: ({ elsewhere }) => {
      expect(elsewhere.requests).toEqual([]);
    },
  },
  {
    row: 15,
    does: "redirects to a name of a private address",
    outcome: "private-address",
    lookup: () => Promise.resolve([{ address: "10.1.2.3", family: 4 }]),
    act: onImage(redirect(() => "http://storage.example/stored")),
  },
  {
    row: 15,
    does: "redirects to a name that changes its address after it was checked",
    outcome: "accepted",
    lookup: rebinding(),
    act: either(stored, onImage(redirect(({ server }) => `http://storage.example:${portOf(server.host)}/stored`))),
  },
  {
    row: 16,
    does: "redirects to another origin after it has asked for the login",
    outcome: "accepted",
    act: guarded(onImage(redirect(({ elsewhere }) => `${elsewhere.origin}/stored`))),
    elsewhere: stored,
    check: ({ elsewhere }) => {
      expect(elsewhere.requests.map(({ path }) => path)).toContain("/stored");
    },
  },
  {
    row: 16,
    does: "redirects to another path of its own after it has asked for the login",
    outcome: "accepted",
    act: guarded(either(stored, onImage(redirect(() => "/stored")))),
  },
  {
    row: 17,
    does: "redirects to a host that asks for a login",
    outcome: "unauthorized",
    act: onImage(redirect(({ elsewhere }) => `${elsewhere.origin}/stored`)),
  },
  ...realms.map(([name, location]): Row => ({
    row: 18,
    does: `sends for a token to ${name}`,
    outcome: "bad-realm",
    act: realm(() => location),
  })),
  {
    row: 18,
    does: "sends for a token to another port",
    outcome: "bad-realm",
    act: realm(({ elsewhere }) => `${elsewhere.origin}/token`),
    check: ({ elsewhere }) => {
      expect(elsewhere.requests).toEqual([]);
    },
  },
  {
    row: 19,
    does: "speaks HTTPS and sends for a token over plain HTTP",
    outcome: "bad-realm",
    tls: identity,
    act: realm(({ server }) => `http://${server.host}/token`),
  },
  {
    row: 20,
    does: "redirects the question for a token",
    outcome: "bad-realm",
    act: either(
      on(
        (path) => path.startsWith("/token"),
        redirect(({ elsewhere }) => `${elsewhere.origin}/token`),
      ),
      realm(({ server }) => `${server.origin}/token`),
    ),
    check: ({ elsewhere }) => {
      expect(elsewhere.requests).toEqual([]);
    },
  },
];

function publicAfter(answers: number): NonNullable<Row["lookup"]> {
  let asked = 0;
  return () => Promise.resolve([{ address: asked++ < answers ? "127.0.0.1" : "203.0.113.5", family: 4 }]);
}

function rebinding(): NonNullable<Row["lookup"]> {
  let asked = 0;
  return () => Promise.resolve([{ address: asked++ === 0 ? "127.0.0.1" : "169.254.169.254", family: 4 }]);
}
