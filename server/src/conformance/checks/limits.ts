import type { Answer } from "../backend.js";
import type { Check } from "../check.js";
import { hold } from "../mismatch.js";

const area = "limits";

const HUGE_BYTES = 8 * 1024 * 1024;

/** Checks of limits. */
export const limitChecks: readonly Check[] = [
  {
    id: "limit-body",
    area,
    expected: "A body of 8 MB is refused with 413, or the connection is closed; the backend keeps running.",
    async run(backend) {
      const session = await backend.session();
      const sending = { body: { text: "x".repeat(HUGE_BYTES) }, credential: session.token };
      const isClosed = (error: unknown) => (error as Error).name === "TypeError";
      const answer = await backend
        .call("POST", `${session.path}/messages`, sending)
        .catch((error: unknown): Answer | null => {
          // A server may close the connection before the client has sent everything.
          if (isClosed(error)) return null;
          throw error;
        });
      hold(answer === null || answer.status === 413, `It was answered ${answer?.status}.`);
      const events = await backend.events(session, "type=user.message");
      hold(events.length === 1, "The message is in the log.");
      return answer === null ? "The connection was closed." : "413.";
    },
  },
  {
    id: "limit-metadata",
    area,
    expected: "Metadata over 16 KB is refused with 400, 413 or 422.",
    async run(backend) {
      const body = { agent: await backend.agent(), input: "Hello", metadata: { a: "x".repeat(17_000) } };
      const { status } = await backend.expect([400, 413, 422], "POST", "/sessions", { body });
      return `${status}.`;
    },
  },
  {
    id: "limit-page",
    area,
    expected: "A page has at most `limit` events; a `limit` that is not a number is refused with 400 or 422.",
    async run(backend) {
      const session = await backend.session();
      await backend.post(session, { text: "Answer with the one word OK." });
      const events = await backend.events(session, "limit=1");
      hold(events.length === 1, `limit=1 brought ${events.length}.`);
      await backend.expect([400, 422], "GET", `${session.path}/events?limit=many`, {
        credential: session.token,
      });
      return "1 for limit=1; limit=many was refused.";
    },
  },
  {
    id: "limit-blank",
    area,
    expected: "A message without any text is refused with 400 or 422.",
    async run(backend) {
      const { path, token: credential } = await backend.session();
      for (const body of [{}, { text: "" }, { text: 7 }]) {
        await backend.expect([400, 422], "POST", `${path}/messages`, { body, credential });
      }
      return "None, an empty one and a number were refused.";
    },
  },
];
