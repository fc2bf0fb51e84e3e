import { parseArgs } from "node:util";
import type { Subject } from "./backend.js";
import type { Row } from "./check.js";
import { runConformance } from "./run.js";

const HELP = `oc-session-server conformance: holds a backend to the wire of OpenComputer sessions

  --url <base>             the API's base, such as https://api.example.com/v3
  --key <key>              its org key; default OPENCOMPUTER_API_KEY
  --agent <id>             agent to start sessions of; default: one is created
  --model <provider/model> of the agent that is created; default offline/conformance
  --timeout <seconds>      that an answer, an event or the end of a turn may take; default 30
  --webhook-url <url>      public address that leads to --webhook-port; default that port on 127.0.0.1
  --webhook-port <n>       port to take webhooks on; default any
  --json                   prints one JSON document in place of the table

Each check starts sessions of its own, some forty in all, sends them short messages, and archives them. Where the
agent has a real model, that costs a few hundred tokens for each.

Exits with 0 when every check holds that could be made, with 1 otherwise.
`;

const MARKS: Readonly<Record<Row["outcome"], string>> = { holds: "✓", fails: "✗", "not checked": "–" };

interface Request {
  subject: Subject;
  json: boolean;
}

/** @throws Error that says which option is wrong; null when help was asked for */
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
  if (webhookUrl !== undefined && !URL.canParse(webhookUrl))
    throw new Error("--webhook-url must be an address.");
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
 * @param args what follows the command's name
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

/** Prints rows as they come: a mark, what was expected, and below it what was seen. */
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
