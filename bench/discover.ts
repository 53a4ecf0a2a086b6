import { deploysImages, discoverImageUses, type Resource, unlistedImages } from "../src/discover/index.ts";
import { KINDS, mixedResources } from "./discover-mix.ts";

const RESOURCES = 5000;
/** What discovery may take over these resources, of the processor's time: others may be busy beside it. */
const MOST_MS = 1000;
const MOST_MIB = 200;

/** What both find in a resource, as a pack asks for it. */
function find(resource: Resource): readonly [uses: number, unlisted: number] {
  const own = deploysImages(resource.type) ? discoverImageUses(resource) : [];
  return [own.length, unlistedImages(resource, own).length];
}

/** Discovery over a large stack, the scan for what no catalog lists and the loading of the catalog included. */
export function benchDiscover(): void {
  const stack = mixedResources(RESOURCES);
  const before = process.memoryUsage.rss();
  const begin = performance.now();
  const beginCpu = process.cpuUsage();
  let [uses, unlisted] = [0, 0];
  for (const resource of stack) {
    const [own, others] = find(resource);
    uses += own;
    unlisted += others;
  }
  const { user, system } = process.cpuUsage(beginCpu);
  const [cpu, ms] = [(user + system) / 1000, performance.now() - begin];
  const mib = (process.memoryUsage.rss() - before) / 1024 / 1024;
  console.log(
    `discover: ${RESOURCES} resources, ${uses} image uses, ${unlisted} seen beside them: ` +
      `${cpu.toFixed(0)} ms of processor time, ${ms.toFixed(0)} ms, ${mib.toFixed(0)} MiB more`,
  );
  console.log(`discover: as many each of ${KINDS.join(", ")}`);
  if (cpu > MOST_MS || mib > MOST_MIB) {
    console.error(`discover: over ${MOST_MS} ms of processor time or ${MOST_MIB} MiB`);
    process.exitCode = 1;
  }
}
