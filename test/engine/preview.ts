import type { EngineResult } from "./engine.ts";
import { openStack, type RunOptions, type StackOptions } from "./stack.ts";

/**
 * One command of the real engine in a new stack that is removed afterwards. A `preview` or `up` that fails is a result,
 * not an error.
 *
 * @throws ToolMissing where there is no Pulumi CLI; Error with the engine's output when the deadline ends it.
 */
export async function runEngine(options: StackOptions & RunOptions): Promise<EngineResult> {
  const stack = await openStack(options);
  try {
    return await stack.run(options);
  } finally {
    stack.close();
  }
}
