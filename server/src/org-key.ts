import { join } from "node:path";
import { readOrMake } from "./kept-file.js";
import { newId } from "./store/ids.js";

/**
 * The org key to accept when none was given: `OPENCOMPUTER_API_KEY`, else the one that the data folder keeps
 * (file `org-key`, mode 0600), made on first use; without a folder, a new one.
 */
export function defaultOrgKey(folder: string | null): string {
  const fromEnvironment = process.env.OPENCOMPUTER_API_KEY;
  if (fromEnvironment) return fromEnvironment;
  const fresh = () => newId("osb", 32);
  if (folder === null) return fresh();
  return readOrMake(join(folder, "org-key"), () => `${fresh()}\n`)
    .toString()
    .trim();
}
