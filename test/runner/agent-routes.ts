import type { TestRunnerPlugin } from "@web/test-runner";
import { AgentHost } from "../support/agent-host.js";
import type { AgentRoutesCommand } from "../support/agent-routes.js";
import { AGENT_ROUTES } from "../support/commands.js";
import { LocalOpenComputer } from "./local-server.js";

/** Lets browser tests start a host's routes for a serverless agent, and control the service behind them. */
export function agentRoutesPlugin(): TestRunnerPlugin<AgentRoutesCommand> {
  const started = new Map<string, { computer: LocalOpenComputer; host: AgentHost }>();

  async function start(): Promise<string> {
    const computer = await LocalOpenComputer.start();
    const host = new AgentHost(computer);
    started.set(await host.listen({ isOpen: true }), { computer, host });
    return host.url;
  }

  async function perform(command: Exclude<AgentRoutesCommand, { do: "start" }>) {
    const known = started.get(command.url);
    if (!known) throw new Error(`No routes at ${command.url}.`);
    const { computer, host } = known;
    switch (command.do) {
      case "begin":
        return host.begin();
      case "log":
        return host.log(command.session);
      case "append":
        return computer.appendServerlessEvents(command.session, ...command.events);
      case "close":
        started.delete(command.url);
        await host.close();
        return computer.close();
    }
  }

  return {
    name: AGENT_ROUTES,
    async executeCommand({ command, payload }) {
      if (command !== AGENT_ROUTES || !payload) return;
      // The runner treats an empty answer as "not my command".
      return (payload.do === "start" ? await start() : await perform(payload)) ?? true;
    },
    async serverStop() {
      for (const { computer, host } of started.values()) {
        await host.close();
        await computer.close();
      }
    },
  };
}
