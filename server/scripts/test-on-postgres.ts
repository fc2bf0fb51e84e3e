/**
 * Runs test files with PostgreSQL in the place of SQLite, all on one server: to make one takes about 1 s of processor time.
 * Arguments: options of `node --test` and files.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { Postgres } from "../test/support/postgres.js";

const postgres = await Postgres.start();
const args = ["--import", "tsx", "--test", ...process.argv.slice(2)];
const env = { ...process.env, TEST_STORE: "postgres", TEST_POSTGRES: postgres.folder };
const tests = spawn(process.execPath, args, { env, stdio: "inherit" });
const [code] = (await once(tests, "close")) as [number | null];
await postgres.stop();
process.exit(code ?? 1);
