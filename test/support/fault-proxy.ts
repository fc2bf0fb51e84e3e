import { executeServerCommand } from "@web/test-runner-commands";
import { FAULT_PROXY } from "./commands.js";

/** What a command to a fault proxy carries. */
export type FaultCommand =
  | { do: "start"; upstream: string; seed: number; share: number }
  | { do: "cut" | "heal" | "report" | "close"; url: string };

/** What a fault proxy has seen so far. */
export interface FaultReport {
  readonly requests: number;
  /** How many of them something went wrong with, cuts apart. */
  readonly faults: number;
}

/** A network, on its own origin, that fails as a seed says. */
export class FaultProxy {
  /** Its origin. */
  readonly url: string;

  private constructor(url: string) {
    this.url = url;
  }

  /** @param share of the requests something goes wrong with, 0 to 1. */
  static async start(upstream: string, seed: number, share: number): Promise<FaultProxy> {
    return new FaultProxy(await command<string>({ do: "start", upstream, seed, share }));
  }

  /** Cuts every connection. */
  async cut(): Promise<void> {
    await command({ do: "cut", url: this.url });
  }

  async report(): Promise<FaultReport> {
    return command({ do: "report", url: this.url });
  }

  /** From now on everything goes well. */
  async heal(): Promise<FaultReport> {
    return command({ do: "heal", url: this.url });
  }

  async close(): Promise<void> {
    await command({ do: "close", url: this.url });
  }
}

async function command<Result>(payload: FaultCommand): Promise<Result> {
  return (await executeServerCommand<unknown, FaultCommand>(FAULT_PROXY, payload)) as Result;
}
