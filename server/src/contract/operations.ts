import * as agents from "./agents.js";
import * as credentials from "./credentials.js";
import * as deliveries from "./deliveries.js";
import * as destinations from "./destinations.js";
import * as events from "./events.js";
import * as messages from "./messages.js";
import type { Operation } from "./operation.js";
import * as sessions from "./sessions.js";
import * as turns from "./turns.js";

/** All operations of the API, by resource. */
export const OPERATIONS: Readonly<Record<string, readonly Operation[]>> = {
  agents: operationsOf(agents),
  credentials: operationsOf(credentials),
  sessions: operationsOf(sessions),
  messages: operationsOf(messages),
  events: operationsOf(events),
  turns: operationsOf(turns),
  destinations: operationsOf(destinations),
  deliveries: operationsOf(deliveries),
};

function operationsOf(resource: object): Operation[] {
  return Object.values(resource).filter(
    (value): value is Operation => typeof value === "object" && value !== null && "answers" in value,
  );
}
