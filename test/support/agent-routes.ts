import { executeServerCommand } from "@web/test-runner-commands";
import type { ServerlessEventDraft } from "../../server/src/index.js";
import type { AgentEvent } from "./agent-calls.js";
import { AGENT_ROUTES } from "./commands.js";

/** A command to the routes. */
export type AgentRoutesCommand =
  | { do: "start" }
  | { do: "begin" | "close"; url: string }
  | { do: "log"; url: string; session: string }
  | { do: "append"; url: string; session: string; events: readonly ServerlessEventDraft[] };

/**
 * The routes of a host for a serverless agent that stays silent, and the service behind them, for tests in a browser.
 * Pages of any origin may call them.
 */
export class AgentRoutes {
  /** Their origin. */
  readonly url: string;

  private constructor(url: string) {
    this.url = url;
  }

  static async start(): Promise<AgentRoutes> {
    return new AgentRoutes(await command<string>({ do: "start" }));
  }

  /** Starts a session; returns its id. */
  async begin(): Promise<string> {
    return command({ do: "begin", url: this.url });
  }

  /** The whole log of a session. */
  async log(session: string): Promise<AgentEvent[]> {
    return command({ do: "log", url: this.url, session });
  }

  /** Appends events to a session's log. */
  async append(session: string, ...events: ServerlessEventDraft[]): Promise<void> {
    await command({ do: "append", url: this.url, session, events });
  }

  async close(): Promise<void> {
    await command({ do: "close", url: this.url });
  }
}

async function command<Result>(payload: AgentRoutesCommand): Promise<Result> {
  return (await executeServerCommand<unknown, AgentRoutesCommand>(AGENT_ROUTES, payload)) as Result;
}
