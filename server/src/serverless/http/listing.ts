import type { Context } from "hono";
import { z } from "zod";
import { limit } from "../../contract/fields.js";
import { canonicalJson, sha256 } from "../../store/ids.js";
import { Refusal } from "../sessions/refusal.js";
import type { Session } from "../sessions/session.js";
import { SESSION_STATUSES } from "../sessions/session.js";
import type { ServerlessStore } from "../store/serverless-store.js";
import { LABEL_NAME } from "./input.js";
import { PROJECT } from "./present.js";

const MAX_LABEL_FILTERS = 3;

/** Sessions of one query when labels must be compared. */
const BATCH = 200;

const time = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text).toISOString())
  .nullable()
  .default(null);
const text = z
  .string()
  .min(1)
  .max(300)
  .refine((given) => !given.includes("\0"))
  .nullable()
  .default(null);

const listQuery = z.strictObject({
  project: text,
  environment: text,
  agent: text,
  status: z.enum(SESSION_STATUSES).nullable().default(null),
  deploymentId: text,
  externalReference: text,
  createdAfter: time,
  createdBefore: time,
  updatedAfter: time,
  limit: limit(50, 100),
  cursor: z.string().optional(),
});

/** The sessions of a list's query, and the cursor of the next page. */
export async function listed(
  c: Context,
  store: ServerlessStore,
): Promise<{ sessions: Session[]; nextCursor: string | null }> {
  const { labels, others } = parametersOf(c);
  const parsed = listQuery.safeParse(others);
  if (!parsed.success) throw new Refusal("invalid_query");
  const { limit: size, cursor, project, ...filters } = parsed.data;
  const bound = sha256(canonicalJson({ ...filters, project, labels })).slice(0, 16);
  let after = cursor === undefined ? null : readCursor(cursor, bound);
  const sessions: Session[] = [];
  for (let isMore = project === null || project === PROJECT; isMore && sessions.length <= size;) {
    const batch = await store.list({ ...filters, after, limit: BATCH });
    sessions.push(
      ...batch.filter((session) => labels.every(([name, value]) => session.labels[name] === value)),
    );
    after = batch.at(-1) ?? null;
    isMore = batch.length === BATCH;
  }
  const shown = sessions.slice(0, size);
  const last = shown.at(-1);
  const isLast = sessions.length <= size || last === undefined;
  return { sessions: shown, nextCursor: isLast ? null : writeCursor(last, bound) };
}

function parametersOf(c: Context): { labels: [string, string][]; others: Record<string, string> } {
  const all = Object.entries(c.req.query());
  const prefix = "label.";
  const labels = all
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]): [string, string] => [name.slice(prefix.length), value]);
  const areFine = labels.length <= MAX_LABEL_FILTERS && labels.every(([name]) => LABEL_NAME.test(name));
  if (!areFine) throw new Refusal("invalid_query");
  return { labels, others: Object.fromEntries(all.filter(([name]) => !name.startsWith(prefix))) };
}

/** A cursor continues after one session, for the filters with which it was issued. */
const cursorContent = z.tuple([z.string(), z.string(), z.string()]);

function writeCursor({ createdAt, id }: Session, bound: string): string {
  return Buffer.from(JSON.stringify([createdAt, id, bound])).toString("base64url");
}

function readCursor(cursor: string, bound: string): { createdAt: string; id: string } {
  try {
    const content: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    const [createdAt, id, boundTo] = cursorContent.parse(content);
    if (boundTo === bound) return { createdAt, id };
  } catch {
    // The cursor was not issued by this server.
  }
  throw new Refusal("invalid_cursor");
}
