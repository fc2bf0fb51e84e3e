import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

/** Runs a tool of the project's `node_modules` and shows its output; throws if it fails. */
export async function run(tool: string, args: readonly string[]): Promise<void> {
  const windows = process.platform === "win32";
  const command = path.resolve("node_modules/.bin", windows ? `${tool}.cmd` : tool);
  const child = spawn(command, args, { stdio: "inherit", shell: windows });
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${tool} ${args.join(" ")} ended with ${code}`);
}
