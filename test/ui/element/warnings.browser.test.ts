import { expect } from "chai";
import { afterSeqOf, levelOf, urlPolicyOf, withCredentialsOf } from "../../../src/ui/host/attributes.js";
import { whenIdle } from "../../../src/ui/page/idle.js";
import { mount, part, until } from "../../support/element.js";
import type { OcSession } from "../../../src/ui/element/oc-session.js";

/** What a developer is told of values that mean nothing, once for each, and what holds in their place. */

const UNCONFIGURED = '<oc-session>: No access: set "endpoint", or "session" and "token".';

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
  ["menu", "find,copy", 'menu: "find,copy" is not one of new, find, copy, download, print; it is ignored.'],
  ["baseurl", "/v3", '"baseurl" is not an attribute: write "base-url".'],
  ["read-only", "", '"read-only" is not an attribute: write "readonly".'],
  ["value", "Hi", '"value" is not an attribute: set the property "value".'],
  ["revealed", "5", '"revealed" is not an attribute: write "reveal".'],
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

/** Properties of another type than theirs, as a page without types may set them, and what a developer reads. */
const OF_ANOTHER_TYPE: Readonly<Record<string, readonly [given: unknown, warning?: string]>> = {
  prompts: ["Hello?", "prompts is not an array; it is ignored."],
  menu: [
    ["find", "print"],
    'menu: "find,print" is not one of new, find, copy, download, print; it is ignored.',
  ],
  features: [7, 'features: "7" is not one of highlight, math, line-numbers, sources; it is ignored.'],
  notify: [true, 'notify: "true" is not one of title, badge, system; it is ignored.'],
  value: [5],
};

describe("a property of another type", () => {
  for (const [property, [given, warning]] of Object.entries(OF_ANOTHER_TYPE)) {
    it(`${property}: warns, and the chat is drawn all the same`, async () => {
      await draw("heading", property);
      said.length = 0;
      Object.assign(chat, { [property]: given, heading: "drawn" });
      await chat.updateComplete;
      await until(() => part(chat, "heading")?.textContent?.includes("drawn"), "drawn");
      await until(() => !warning || said.includes(`<oc-session>: ${warning}`), warning);
    });
  }
});

it("what a server has written is no reason to warn where a script sets the properties", async () => {
  chat = mount();
  chat.setAttribute("renderers", "[object Object]");
  chat.renderers = {};
  await idle();
  expect(said).to.deep.equal([]);
});
