import { executeServerCommand } from "@web/test-runner-commands";
import { FAULT_PROXY } from "./commands.js";

/** What a command to a fault proxy carries. */
export type FaultCommand =
  | { do: "start"; upstream: string; seed: number; share: number }
  | { do: "cut" | "heal" | "close"; url: string };

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

  /** From now on everything goes well; gives how many requests something went wrong with. */
  async heal(): Promise<number> {
    return (await command<{ faults: number }>({ do: "heal", url: this.url })).faults;
  }

  async close(): Promise<void> {
    await command({ do: "close", url: this.url });
  }
}

async function command<Result>(payload: FaultCommand): Promise<Result> {
  return (await executeServerCommand<unknown, FaultCommand>(FAULT_PROXY, payload)) as Result;
}
