import { parseArgs } from "node:util";
import type { Subject } from "./backend.js";
import type { Row } from "./check.js";
import { runConformance } from "./run.js";

const HELP = `oc-session-server conformance: checks a backend against the API of OpenComputer sessions

  --url <base>             the API's base, such as https://api.example.com/v3
  --key <key>              the org key; default OPENCOMPUTER_API_KEY
  --agent <id>             agent of the sessions; default: one is created
  --model <provider/model> model of the created agent; default offline/conformance
  --timeout <seconds>      time limit for an answer, an event or the end of a turn; default 30
  --webhook-url <url>      public address that leads to --webhook-port; default that port on 127.0.0.1
  --webhook-port <n>       port on which webhooks are received; default any
  --json                   prints one JSON document instead of the table

The checks start about forty sessions, post short messages, and archive the sessions. With a real model each session
costs a few hundred tokens.

The exit code is 0 if no check failed, else 1.
`;

const MARKS: Readonly<Record<Row["outcome"], string>> = { holds: "✓", fails: "✗", "not checked": "–" };

interface Request {
  subject: Subject;
  json: boolean;
}

/**
 * @returns null if help was requested
 * @throws Error that names the wrong option
 */
function requestFrom(args: string[]): Request | null {
  const { values } = parseArgs({
    args,
    options: {
      url: { type: "string" },
      key: { type: "string", default: process.env.OPENCOMPUTER_API_KEY ?? "" },
      agent: { type: "string" },
      model: { type: "string" },
      timeout: { type: "string", default: "30" },
      "webhook-url": { type: "string" },
      "webhook-port": { type: "string", default: "0" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return null;
  const { url, key, agent, model, "webhook-url": webhookUrl } = values;
  if (url === undefined || !URL.canParse(url)) throw new Error("--url must be the API's base. See --help.");
  if (key === "") throw new Error("--key must be the org key. See --help.");
  if (webhookUrl !== undefined && !URL.canParse(webhookUrl)) throw new Error("--webhook-url must be a URL.");
  const subject: Subject = {
    url,
    key,
    ...(agent !== undefined && { agent }),
    ...(model !== undefined && { model }),
    ...(webhookUrl !== undefined && { webhookUrl }),
    timeoutSeconds: numberOf(values.timeout, "--timeout", 3600),
    webhookPort: numberOf(values["webhook-port"], "--webhook-port", 65_535),
  };
  return { subject, json: values.json };
}

function numberOf(text: string, option: string, max: number): number {
  if (!/^\d+$/.test(text) || Number(text) > max) throw new Error(`${option} must be a number up to ${max}.`);
  return Number(text);
}

/**
 * Runs the command `conformance`.
 *
 * @param args the arguments after the command's name
 * @returns the exit code
 */
export async function conformance(args: string[], print: (text: string) => void): Promise<0 | 1> {
  const request = requestFrom(args);
  if (request === null) {
    print(HELP);
    return 0;
  }
  const { subject, json } = request;
  const table = new Table(print);
  const rows = await runConformance(subject, json ? undefined : (row) => table.add(row));
  const holds = rows.every(({ outcome }) => outcome !== "fails");
  if (json) print(JSON.stringify({ url: subject.url, holds, rows }, null, 2));
  else table.end(rows);
  return holds ? 0 : 1;
}

/** Prints each row when it arrives: a mark, the expected result and, below, the actual one. */
class Table {
  readonly #print: (text: string) => void;
  #area = "";

  constructor(print: (text: string) => void) {
    this.#print = print;
  }

  add({ area, id, outcome, expected, seen }: Row): void {
    if (area !== this.#area) this.#print(`\n${area}`);
    this.#area = area;
    this.#print(`  ${MARKS[outcome]} ${id.padEnd(22)} ${expected}\n${" ".repeat(27)}${outcome}: ${seen}`);
  }

  end(rows: readonly Row[]): void {
    const count = (outcome: Row["outcome"]) => rows.filter((row) => row.outcome === outcome).length;
    const unchecked = count("not checked");
    const rest = unchecked === 0 ? "" : `, ${unchecked} could not be checked`;
    this.#print(`\n${rows.length} promises: ${count("holds")} hold, ${count("fails")} fail${rest}.`);
  }
}
