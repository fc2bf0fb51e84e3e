import { expect } from "chai";
import type { OnDemand } from "../../../src/on-demand.js";
import { exportFile } from "../../../src/ui/element/export-loader.js";
import type { OcSession } from "../../../src/ui/element/oc-session.js";
import { findFile } from "../../../src/ui/element/tools/finder.js";
import { menuFile } from "../../../src/ui/element/tools/header-menu.js";
import { mount, part, until } from "../../support/element.js";
import { LocalServer } from "../../support/local-server.js";

/** What a person who presses something is told where its file does not load, and that the next press tries again. */

let server: LocalServer;
let chat: OcSession;
const warn = console.warn;

before(async () => {
  console.warn = () => {};
  server = await LocalServer.start();
  const { id, token } = await server.createSession({ input: "Hello" });
  chat = mount({ session: id, token, baseUrl: server.baseUrl, menu: "find download" });
  await until(() => part(chat, "menu-button"), "a menu button");
});
after(async () => {
  console.warn = warn;
  chat.remove();
  await server.close();
});

const alerts = () => [...chat.shadowRoot!.querySelectorAll<HTMLElement>("[role=alert]")];
const items = () => [...chat.shadowRoot!.querySelectorAll<HTMLElement>("[part~=menu-item]")];

/** Has a file not load while `press` is made. Returns once the person was told. */
async function without<Module>(
  file: OnDemand<Module>,
  load: () => Promise<Module>,
  press: () => void,
): Promise<void> {
  file.from(() => Promise.reject(new TypeError("Failed to fetch")));
  press();
  await until(() => alerts().length === 1, "told");
  expect(alerts()[0]!.textContent).to.equal("The server cannot be reached.");
  expect(alerts()[0]!.getBoundingClientRect().height).to.be.above(10);
  alerts()[0]!.remove();
  file.from(load);
}

it("once, however often it is pressed", async () => {
  menuFile.from(() => Promise.reject(new TypeError("Failed to fetch")));
  const press = () => part(chat, "menu-button")!.click();
  press();
  await until(() => alerts().length === 1, "told");
  const [first] = alerts();
  press();
  await until(() => alerts().some((alert) => alert !== first), "told again");
  expect(alerts().length).to.equal(1);
  alerts()[0]!.remove();
});

it("the menu", async () => {
  const press = () => part(chat, "menu-button")!.click();
  await without(menuFile, () => import("../../../src/ui/menu/menu.js"), press);
  expect(items().length).to.equal(0);
  press();
  await until(() => items().length === 2, "the menu");
});

it("a download from the menu, which stays open", async () => {
  const press = () => items()[1]!.click();
  await without(exportFile, () => import("../../../src/ui/export/export-markdown.js"), press);
  await until(() => !items()[1]!.ariaDisabled, "to be pressed again");
});

it("the search, where the header is the host's own", async () => {
  const own = Object.assign(document.createElement("h2"), { slot: "header", textContent: "Ours" });
  chat.append(own);
  await without(
    findFile,
    () => import("../../../src/ui/find/find.js"),
    () => chat.find(),
  );
  own.remove();
});

it("the search, by a key at once after it has failed", async () => {
  await without(
    findFile,
    () => import("../../../src/ui/find/find.js"),
    () => items()[0]!.click(),
  );
  expect(part(chat, "find")).to.equal(null);
  chat.find();
  await until(() => part(chat, "find-input"), "the bar");
});
