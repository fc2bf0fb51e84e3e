import type { Check } from "../check.js";
import { hold } from "../mismatch.js";
import { read, refusalShape } from "../shapes.js";

const area = "access";

/** Checks of credentials and scopes. */
export const accessChecks: readonly Check[] = [
  {
    id: "no-credential",
    area,
    expected: "Without a credential, or with an unknown one, a call is refused with 401.",
    async run(backend) {
      const { path } = await backend.session();
      for (const credential of [null, "ct_unknown", "osb_unknown"]) {
        await backend.expect(401, "GET", `${path}/events`, { credential });
        await backend.expect(401, "POST", "/sessions", { credential, body: {} });
      }
      return "401 for none and for unknown ones.";
    },
  },
  {
    id: "own-session",
    area,
    expected: "For a client token, the sessions of others do not exist: 404, as for an unknown id.",
    async run(backend) {
      const [one, other] = await Promise.all([backend.session(), backend.session()]);
      await backend.expect(404, "GET", `${other.path}/events`, { credential: one.token });
      await backend.expect(404, "GET", "/sessions/ses_never/events", { credential: one.token });
      return "404 for both.";
    },
  },
  {
    id: "scope-read",
    area,
    expected: "A token with only the scope `read` reads events; its posts are refused with 403.",
    async run(backend) {
      const session = await backend.session();
      const { token } = await backend.mint(session, { scopes: ["read"] });
      await backend.expect(200, "GET", `${session.path}/events`, { credential: token });
      const body = { text: "This must not arrive." };
      await backend.expect(403, "POST", `${session.path}/messages`, { credential: token, body });
      return "Events with 200, a post with 403.";
    },
  },
  {
    id: "scope-steer",
    area,
    expected: "A token with only the scope `steer` posts; its reads are refused with 403.",
    async run(backend) {
      const session = await backend.session();
      const { token } = await backend.mint(session, { scopes: ["steer"] });
      const body = { text: "Answer with the one word OK." };
      await backend.expect([200, 202], "POST", `${session.path}/messages`, { credential: token, body });
      await backend.expect(403, "GET", `${session.path}/events`, { credential: token });
      return "A post was taken, events with 403.";
    },
  },
  {
    id: "token-reach",
    area,
    expected: "A client token cannot show, cancel or archive its session, nor mint tokens: 403.",
    async run(backend) {
      const { path, token: credential } = await backend.session();
      await backend.expect(403, "GET", path, { credential });
      for (const action of ["cancel", "client-tokens", "archive"]) {
        await backend.expect(403, "POST", `${path}/${action}`, { credential, body: {} });
      }
      return "403 for each.";
    },
  },
  {
    id: "token-life",
    area,
    expected: "A token is valid for `ttl` seconds, 60 to 86400; other values are refused with 400 or 422.",
    async run(backend) {
      const session = await backend.session();
      const { expires_at } = await backend.mint(session, { ttl: 60 });
      const lives = (Date.parse(expires_at) - Date.now()) / 1000;
      hold(lives > 0 && lives < 120, `A token for 60 s expires in ${Math.round(lives)} s.`);
      for (const ttl of [59, 86_401]) {
        await backend.expect([400, 422], "POST", `${session.path}/client-tokens`, { body: { ttl } });
      }
      return `A token for 60 s expires in ${Math.round(lives)} s; 59 and 86401 were refused.`;
    },
  },
  {
    id: "refusals",
    area,
    expected: "A refusal is JSON, `{ error: { type, message } }`, for each kind of error.",
    async run(backend) {
      const { path, token } = await backend.session();
      const answers = await Promise.all([
        backend.expect([400, 422], "POST", `${path}/messages`, { body: "{", credential: token }),
        backend.expect([400, 422], "POST", `${path}/messages`, { body: {}, credential: token }),
        backend.expect(401, "GET", `${path}/events`, { credential: null }),
        backend.expect(403, "GET", path, { credential: token }),
        backend.expect(404, "GET", "/sessions/ses_never"),
      ]);
      for (const answer of answers) read(refusalShape, answer.json, answer.to);
      return `${answers.map(({ status }) => status).join(", ")}, each in that form.`;
    },
  },
];
