import { expect } from "chai";
import type { OcSession } from "../../../src/ui/element/oc-session.js";
import { bubbles, mount, until } from "../../support/element.js";
import { LocalServer } from "../../support/local-server.js";

/** What browsers lack that still draw a chat: Safari before 17.4, Chrome before 125. */

const taken: (() => void)[] = [];
let server: LocalServer;
let chat: OcSession;

before(async () => {
  server = await LocalServer.start();
});
after(() => server.close());
afterEach(() => {
  for (const giveBack of taken.splice(0)) giveBack();
  chat.remove();
  localStorage.clear();
  sessionStorage.clear();
});

function replace(object: object, name: string, value: unknown): void {
  const own = Object.getOwnPropertyDescriptor(object, name)!;
  Object.defineProperty(object, name, { configurable: true, get: () => value });
  taken.push(() => Object.defineProperty(object, name, own));
}

async function converse(): Promise<void> {
  const { id, token } = await server.createSession({ input: "Hello" });
  chat = mount({ session: id, token, baseUrl: server.baseUrl });
  await until(() => bubbles(chat).includes("Hello") && chat.connection === "live");
  await chat.send("And now?");
  await until(() => bubbles(chat).includes("And now?"));
}

it("they connect and send without the helpers of signals and addresses, and without custom states", async () => {
  replace(AbortSignal, "any", undefined);
  replace(URL, "canParse", undefined);
  replace(ElementInternals.prototype, "states", undefined);
  await converse();
});

it("they connect and send where custom states must begin with two dashes", async () => {
  const strict = new Set<string>();
  strict.add = (name) => {
    if (!name.startsWith("--")) throw new SyntaxError(`"${name}" is not a dashed identifier.`);
    return Set.prototype.add.call(strict, name);
  };
  replace(ElementInternals.prototype, "states", strict);
  await converse();
  expect([...strict]).to.deep.equal([]);
});
