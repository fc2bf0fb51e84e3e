import { expect } from "chai";
import { afterSeqOf, levelOf, urlPolicyOf, withCredentialsOf } from "../../../src/ui/host/attributes.js";
import { whenIdle } from "../../../src/ui/page/idle.js";
import { mount, part, until } from "../../support/element.js";
import type { OcSession } from "../../../src/ui/element/oc-session.js";

/** What a developer is told of values that mean nothing, once for each, and what holds in their place. */

const UNCONFIGURED = '<oc-session>: not connected: set "endpoint", or "session" and "token".';

const said: string[] = [];
const warn = console.warn;
let chat: OcSession;

before(() => {
  console.warn = (text: string) => said.push(text);
});
after(() => {
  console.warn = warn;
});
beforeEach(() => (said.length = 0));
afterEach(() => chat?.remove());

const idle = () => new Promise<void>((done) => whenIdle(done));

async function draw(attribute = "heading", value = ""): Promise<void> {
  chat = document.createElement("oc-session");
  chat.setAttribute(attribute, value);
  document.body.append(chat);
  await until(() => part(chat, "status")?.textContent?.includes("Not connected"));
  await idle();
}

it("an element without access says once what it lacks", async () => {
  await draw();
  chat.remove();
  await draw();
  expect(said).to.deep.equal([UNCONFIGURED]);
});

/** What is written, and what a developer reads of it. */
const WRONG: readonly [attribute: string, value: string, warning: string][] = [
  ["level", "everything", 'level="everything" is not one of user, progress, internal; "user" is used.'],
  ["after-seq", "soon", "after-seq is not an integer from 0; 0 is used."],
  ["crossorigin", "anonymous", 'crossorigin="anonymous" is not "use-credentials"; it is ignored.'],
  [
    "allow-links",
    "example.com",
    'allow-links: "example.com" is not "none", "all", "same-origin" or an origin; it is ignored.',
  ],
  [
    "allow-images",
    "some",
    'allow-images: "some" is not "none", "all", "same-origin" or an origin; it is ignored.',
  ],
  [
    "features",
    "highlite math",
    'features: "highlite" is not one of highlight, math, line-numbers, sources; it is ignored.',
  ],
  ["prompts", "Hello", '"prompts" is not an attribute: set the property "prompts".'],
  ["get-client-token", "ask()", '"get-client-token" is not an attribute: set the property "getClientToken".'],
];

describe("a wrong value", () => {
  for (const [attribute, value, warning] of WRONG) {
    it(`${attribute}="${value}" warns once`, async () => {
      await draw(attribute, value);
      chat.remove();
      await draw(attribute, value);
      expect(said).to.deep.equal([`<oc-session>: ${warning}`]);
    });
  }

  it("counts as the default", () => {
    expect(levelOf("all")).to.equal("user");
    expect(afterSeqOf(1.5)).to.equal(0);
    expect(withCredentialsOf("include")).to.equal(false);
    const none = urlPolicyOf("allow-links", "none", urlPolicyOf("allow-links", "all", {} as never));
    expect(urlPolicyOf("allow-links", "nonsense", none)).to.deep.equal(none);
  });
});

it("what a server has written is no reason to warn where a script sets the properties", async () => {
  chat = mount();
  chat.setAttribute("renderers", "[object Object]");
  chat.renderers = {};
  await idle();
  expect(said).to.deep.equal([]);
});
