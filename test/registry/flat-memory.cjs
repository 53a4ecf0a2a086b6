// Asks the host given as argument for 64 images at once, round after round, over as many connections as are given second.
// Prints how much memory the process had before, and at most meanwhile, in MiB, and how the images fared. A process of
// its own, because Jest's holds the server too.
const { join } = require("node:path");
require("./typescript.cjs");

const source = join(__dirname, "..", "..", "src");
const { createBudget, createRegistry, defaultLimits } = require(join(source, "registry", "index.ts"));
const { parseImageReference } = require(join(source, "reference", "index.ts"));

const ROUNDS = 4;
const rss = () => Math.round(process.memoryUsage().rss / 1024 / 1024);

async function main(host, connections, deadline) {
  const limits = { ...defaultLimits, connections: Number(connections), deadline: Number(deadline), attempts: 1 };
  const registry = createRegistry({ hosts: new Map([[host, { plainHttp: true, privateNetwork: true }]]), limits });
  const before = rss();
  const [peaks, reasons] = [[], {}];
  const ask = (index) =>
    registry
      .manifestByTag(parseImageReference(`${host}/acme/app${index}:1`), "1", createBudget(limits))
      .then(
        () => "accepted",
        (error) => error.reason,
      )
      .then((reason) => (reasons[reason] = (reasons[reason] ?? 0) + 1));
  for (let round = 0; round < ROUNDS; round += 1) {
    let peak = 0;
    const timer = setInterval(() => (peak = Math.max(peak, rss())), 5);
    await Promise.all(Array.from({ length: 64 }, (_, index) => ask(index)));
    clearInterval(timer);
    peaks.push(Math.max(peak, rss()));
  }
  await registry.close();
  console.log(JSON.stringify({ before, peaks, reasons }));
}

void main(...process.argv.slice(2));
