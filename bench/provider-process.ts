// The stand-in provider in a process of its own, so that it shares no event loop with whoever measures.
import { startProvider } from "../test/engine/index.ts";

void startProvider().then(({ debugProviders }) => process.send?.({ debugProviders }));
