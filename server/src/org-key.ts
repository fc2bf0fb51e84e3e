import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newId } from "./store/ids.js";

/**
 * The org key to accept when none was given: `OPENCOMPUTER_API_KEY`, else the one that the data folder keeps
 * (file `org-key`, mode 0600), made on first use; without a folder, a new one.
 */
export function defaultOrgKey(folder: string | null): string {
  const fromEnvironment = process.env.OPENCOMPUTER_API_KEY;
  if (fromEnvironment) return fromEnvironment;
  const fresh = newId("osb", 32);
  if (folder === null) return fresh;
  const file = join(folder, "org-key");
  try {
    writeFileSync(file, `${fresh}\n`, { flag: "wx", mode: 0o600 });
    return fresh;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    chmodSync(file, 0o600);
    return readFileSync(file, "utf8").trim();
  }
}
