import { join } from "node:path";
import { readOrCreate } from "./private-file.js";
import { newId } from "./store/ids.js";

/**
 * The org key to accept if no option sets it: `OPENCOMPUTER_API_KEY`, else the one stored in the data folder (file
 * `org-key`, mode 0600; generated at first use), or a new one without a folder.
 */
export function defaultOrgKey(folder: string | null): string {
  const fromEnvironment = process.env.OPENCOMPUTER_API_KEY;
  if (fromEnvironment) return fromEnvironment;
  const fresh = () => newId("osb", 32);
  if (folder === null) return fresh();
  return readOrCreate(join(folder, "org-key"), () => `${fresh()}\n`)
    .toString()
    .trim();
}
