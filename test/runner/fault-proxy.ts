import type { TestRunnerPlugin } from "@web/test-runner";
import { SeededPlan } from "../../demo/fault-network/plan.js";
import { FaultProxy } from "../faults/proxy.js";
import { FAULT_PROXY } from "../support/commands.js";
import type { FaultCommand, FaultReport } from "../support/fault-proxy.js";

/** Lets browser tests put a failing network between the page and a server. */
export function faultProxyPlugin(): TestRunnerPlugin<FaultCommand> {
  const proxies = new Map<string, { proxy: FaultProxy; plan: SeededPlan }>();

  async function start(upstream: string, seed: number, share: number): Promise<string> {
    const plan = new SeededPlan(seed, share);
    const proxy = await FaultProxy.start({ "/": upstream }, plan);
    proxies.set(proxy.url, { proxy, plan });
    return proxy.url;
  }

  async function perform(command: Exclude<FaultCommand, { do: "start" }>): Promise<FaultReport> {
    const known = proxies.get(command.url);
    if (!known) throw new Error(`No fault proxy at ${command.url}.`);
    const { proxy, plan } = known;
    if (command.do === "cut") proxy.cut();
    else if (command.do === "heal") plan.heal();
    else if (command.do === "close") {
      proxies.delete(command.url);
      await proxy.close();
    }
    const { stream, post, other } = proxy.counts;
    // The runner treats an empty answer as "not my command".
    return { requests: stream + post + other, faults: plan.faults };
  }

  return {
    name: FAULT_PROXY,
    async executeCommand({ command, payload }) {
      if (command !== FAULT_PROXY || !payload) return;
      if (payload.do === "start") return start(payload.upstream, payload.seed, payload.share);
      return perform(payload);
    },
    async serverStop() {
      for (const { proxy } of proxies.values()) await proxy.close();
    },
  };
}
