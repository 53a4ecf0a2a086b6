import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { credentialsFrom } from "../../../src/registry/index.ts";
import { closingAfterEach } from "../closing.ts";
import { budget, failureOf, image, MANIFEST, registryFor, repositoryAt } from "../contents.ts";
import { startEmbeddedRegistry, type EmbeddedRegistryOptions } from "../embedded/index.ts";
import { createHome, login, type Home } from "./logins.ts";

const closeLater = closingAfterEach();
let home: Home;
beforeEach(() => {
  home = createHome();
});
afterEach(() => {
  home.remove();
});

/** A registry that asks for logins as a vendor's does, and a pull from it with the logins of a home folder. */
async function start(options: EmbeddedRegistryOptions) {
  const server = await startEmbeddedRegistry(options);
  closeLater(() => server.close());
  server.putManifest("acme/app", "1", image.bytes, MANIFEST);
  const pull = async (environment: NodeJS.ProcessEnv = {}) => {
    const credentials = credentialsFrom({ ...home.environment, ...environment });
    const registry = registryFor([server.host], { credentials });
    closeLater(() => registry.close());
    return registry.manifestByTag(repositoryAt(server.host), "1", budget());
  };
  const asked = () => server.requests.map(({ method, url }) => `${method} ${url.split("?")[0] ?? ""}`);
  return { host: server.host, pull, asked };
}

const answer = (Username: string, Secret: string) => `echo '${JSON.stringify({ ServerURL: "x", Username, Secret })}'`;
const succeeds = { digest: image.digest };

// Amazon's tokens are base64 of some 2 KB and hold "=" and "/"; a service account's key is JSON over several lines.
const ECR_TOKEN = `${Buffer.from("payload".repeat(250)).toString("base64")}/+==`;
const JSON_KEY = JSON.stringify({ type: "service_account", private_key: '-----BEGIN:\n"ä"\n-----' }, null, 2);
const ZERO_ID = "00000000-0000-0000-0000-000000000000";

describe("Amazon ECR: Basic, user AWS", () => {
  const ecr = { auth: "basic", username: "AWS", password: ECR_TOKEN } as const;

  it("through docker-credential-ecr-login", async () => {
    const { host, pull } = await start(ecr);
    home.helper("ecr-login", answer("AWS", ECR_TOKEN));
    home.write(".docker/config.json", { credHelpers: { [host]: "ecr-login" } });
    await expect(pull()).resolves.toMatchObject(succeeds);
  });

  it("through `aws ecr get-login-password | docker login`", async () => {
    const { host, pull } = await start(ecr);
    home.write(".docker/config.json", { auths: { [`https://${host}`]: login(`AWS:${ECR_TOKEN}`) } });
    await expect(pull()).resolves.toMatchObject(succeeds);
  });
});

describe("Google Artifact Registry: token service on its own host", () => {
  const gar = (username: string, password: string) =>
    ({ auth: "bearer", tokenPath: "/v2/token", service: "us-docker.pkg.dev", username, password }) as const;

  it("through docker-credential-gcloud, which answers with an access token", async () => {
    const { host, pull, asked } = await start(gar("oauth2accesstoken", "ya29.c.token-value"));
    home.helper("gcloud", answer("oauth2accesstoken", "ya29.c.token-value"));
    home.write(".docker/config.json", { credHelpers: { [host]: "gcloud" } });
    await expect(pull()).resolves.toMatchObject(succeeds);
    expect(asked()).toEqual(["GET /v2/acme/app/manifests/1", "GET /v2/token", "GET /v2/acme/app/manifests/1"]);
  });

  it("with a service account's key: user _json_key, password JSON", async () => {
    const { host, pull } = await start(gar("_json_key", JSON_KEY));
    home.write(".docker/config.json", { auths: { [host]: login(`_json_key:${JSON_KEY}`) } });
    await expect(pull()).resolves.toMatchObject(succeeds);
  });
});

describe("Azure Container Registry", () => {
  const acr = { auth: "bearer", tokenPath: "/oauth2/token", identityToken: "refresh.token-1" } as const;

  it("through a helper that answers with a refresh token as an identity token", async () => {
    const { host, pull, asked } = await start({ ...acr, username: "nobody" });
    home.helper("acr", answer("<token>", "refresh.token-1"));
    home.write(".docker/config.json", { credHelpers: { [host]: "acr" } });
    await expect(pull()).resolves.toMatchObject(succeeds);
    expect(asked()).toEqual(["GET /v2/acme/app/manifests/1", "POST /oauth2/token", "GET /v2/acme/app/manifests/1"]);
  });

  it("through `az acr login`, which keeps an identity token beside a user name", async () => {
    const { host, pull } = await start({ ...acr, username: "nobody" });
    const entry = { ...login(`${ZERO_ID}:`), identitytoken: "refresh.token-1" };
    home.write(".docker/config.json", { auths: { [host]: entry } });
    await expect(pull()).resolves.toMatchObject(succeeds);
  });

  it.each(["bearer", "basic"] as const)(
    "with the refresh token as the password of the zero id, where it asks for %s",
    async (auth) => {
      const { host, pull } = await start({ auth, username: ZERO_ID, password: "refresh.token-1" });
      home.write(".docker/config.json", { auths: { [host]: login(`${ZERO_ID}:refresh.token-1`) } });
      await expect(pull()).resolves.toMatchObject(succeeds);
    },
  );
});

describe("GitHub's registry", () => {
  const ghcr = { auth: "bearer", username: "octocat", password: "ghp_token" } as const;

  it("gives an anonymous token for what is public", async () => {
    const { pull } = await start({ ...ghcr, anonymousPull: true });
    await expect(pull()).resolves.toMatchObject(succeeds);
  });

  it("takes a user's token as a password", async () => {
    const { host, pull } = await start(ghcr);
    home.write(".docker/config.json", { auths: { [host]: login("octocat:ghp_token") } });
    await expect(pull()).resolves.toMatchObject(succeeds);
  });

  it("refuses the rest, with what to do", async () => {
    const { pull } = await start(ghcr);
    expect(await failureOf(pull())).toMatchObject({
      reason: "unauthorized",
      remedy: expect.stringContaining("may be private, or not there"),
    });
  });
});

describe("GitLab CI", () => {
  it("hands a job its logins in DOCKER_AUTH_CONFIG", async () => {
    const { host, pull } = await start({ auth: "bearer", username: "gitlab-ci-token", password: "glcbt-64_x" });
    const auths = { [`${host}/acme`]: login("gitlab-ci-token:glcbt-64_x") };
    await expect(pull({ DOCKER_AUTH_CONFIG: JSON.stringify({ auths }) })).resolves.toMatchObject(succeeds);
  });
});
