import type { Check } from "../check.js";
import { hold } from "../mismatch.js";

const area = "CORS";

const ORIGIN = "https://page.example";

const HEADERS = ["authorization", "content-type", "idempotency-key", "last-event-id"];

function holdOrigin(headers: Headers, what: string): void {
  const allowed = headers.get("access-control-allow-origin");
  hold(allowed === "*" || allowed === ORIGIN, `${what} allows the origin ${allowed ?? "of nobody"}.`);
}

/** Checks of requests from pages of another origin. */
export const corsChecks: readonly Check[] = [
  {
    id: "preflight",
    area,
    expected: `A preflight allows GET and POST with ${HEADERS.join(", ")}.`,
    async run(backend) {
      const { path } = await backend.session();
      const answer = await backend.call("OPTIONS", `${path}/messages`, {
        credential: null,
        headers: {
          Origin: ORIGIN,
          "Access-Control-Request-Method": "POST",
          "Access-Control-Request-Headers": HEADERS.join(","),
        },
      });
      hold(answer.status >= 200 && answer.status < 300, `It was answered ${answer.status}.`);
      holdOrigin(answer.headers, "The preflight");
      const allowed = (answer.headers.get("access-control-allow-headers") ?? "")
        .toLowerCase()
        .split(/\s*,\s*/);
      // `*` does not include Authorization.
      const missing = HEADERS.filter(
        (name) => !allowed.includes(name) && (name === "authorization" || !allowed.includes("*")),
      );
      hold(missing.length === 0, `It does not allow ${missing.join(", ")}.`);
      // GET and POST are permitted without being listed.
      return `${answer.status}, with all of them.`;
    },
  },
  {
    id: "cors-answers",
    area,
    expected: "Answers to pages, posts and refused requests permit the origin to read them.",
    async run(backend) {
      const { path, token: credential } = await backend.session();
      const headers = { Origin: ORIGIN };
      const answers = [
        await backend.call("GET", `${path}/events`, { credential, headers }),
        await backend.call("POST", `${path}/messages`, { credential, headers, body: { text: "Answer OK." } }),
        await backend.call("GET", `${path}/events`, { credential: null, headers }),
        await backend.call("GET", "/sessions/ses_never/events", { credential, headers }),
        await backend.call("POST", `${path}/messages`, { credential, headers, body: "{" }),
      ];
      for (const answer of answers) holdOrigin(answer.headers, `${answer.to}, answered ${answer.status},`);
      return `All of ${answers.map(({ status }) => status).join(", ")} do.`;
    },
  },
  {
    id: "cors-stream",
    area,
    expected: "An event stream permits the origin to read it.",
    async run(backend) {
      const session = await backend.session();
      const stream = await backend.stream(session, "", {
        Authorization: `Bearer ${session.token}`,
        Origin: ORIGIN,
      });
      stream.close();
      holdOrigin(stream.response.headers, "The stream");
      return "It does.";
    },
  },
];
