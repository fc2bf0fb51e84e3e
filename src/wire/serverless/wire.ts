import { SERVERLESS_CAPABILITIES, type Wire } from "../wire.js";
import { Routes, type RoutesOptions } from "./client.js";
import { readEvent } from "./read-event.js";

/** The wire of a serverless agent, by the routes of its host: a log that is asked for page by page. */
export function serverlessWire(options: RoutesOptions): Wire {
  const routes = new Routes(options);
  return {
    capabilities: SERVERLESS_CAPABILITIES,
    read: readEvent,
    page: (of) => routes.page(of),
    post: (message) => routes.post(message),
    interrupt: (of) => routes.interrupt(of),
    dismiss: (of) => routes.dismiss(of),
  };
}
