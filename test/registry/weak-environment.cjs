// Pulls from the host given as argument, trusting the authority in the file given second if there is one, in a process whose environment weakens TLS: Jest's own environment reaches only
// its tests, not Node. Prints how our client fared, and how a plain request did, which shows that the weakening works.
const { readFileSync } = require("node:fs");
const { get } = require("node:https");
const { join } = require("node:path");
require("./typescript.cjs");

const source = join(__dirname, "..", "..", "src");
const { createBudget, createRegistry, defaultLimits } = require(join(source, "registry", "index.ts"));
const { parseImageReference } = require(join(source, "reference", "index.ts"));

async function pull(host, authority) {
  const ca = authority === undefined ? {} : { ca: readFileSync(authority, "utf8") };
  const registry = createRegistry({ hosts: new Map([[host, { privateNetwork: true, ...ca }]]) });
  const budget = createBudget(defaultLimits);
  const outcome = await registry.manifestByTag(parseImageReference(`${host}/acme/app:1`), "1", budget).then(
    () => "accepted",
    (error) => error.reason,
  );
  await registry.close();
  return outcome;
}

function ask(host) {
  return new Promise((resolve) => {
    const request = get(`https://${host}/control`, { agent: false }, (response) => {
      response.resume();
      resolve("accepted");
    });
    request.on("error", (error) => resolve(error.code));
  });
}

async function main(host, authority) {
  console.log(JSON.stringify({ ours: await pull(host, authority), plain: await ask(host) }));
}

void main(process.argv[2], process.argv[3]);
