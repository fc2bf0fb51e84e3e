import { executeServerCommand } from "@web/test-runner-commands";
import { FAULT_PROXY } from "./commands.js";

/** A command to a fault proxy. */
export type FaultCommand =
  | { do: "start"; upstream: string; seed: number; share: number }
  | { do: "cut" | "heal" | "report" | "close"; url: string };

/** What a fault proxy has seen so far. */
export interface FaultReport {
  readonly requests: number;
  /** The number of requests with a fault, without cuts. */
  readonly faults: number;
}

/** A network, on its own origin, whose faults follow from a seed. */
export class FaultProxy {
  /** Its origin. */
  readonly url: string;

  private constructor(url: string) {
    this.url = url;
  }

  /** @param share of requests with a fault, 0 to 1 */
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

  /** Ends all faults. */
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
