import type { TestRunnerPlugin } from "@web/test-runner";
export function localServerPlugin(): TestRunnerPlugin {
  return { name: "local-server" };
}
