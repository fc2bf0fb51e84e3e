import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { REFUSE, Visit } from "../support/visit.js";
import { until } from "../support/wait.js";
import { WIRES } from "../support/wires.js";

for (const wire of WIRES) {
  describe(`on the wire ${wire}`, () => {
    const visit = new Visit(wire);

    test("an unsent message outlives reloads, and goes once when it can", async () => {
      await visit.open();
      visit.site.switches.set("post", REFUSE);
      await visit.write("kept");
      for (let i = 0; i < 3; i += 1) {
        await visit.page.reload();
        await visit.bubble("kept").waitFor();
      }
      visit.site.switches.set("post", null);
      await visit.shows(["Hello", "kept"]);
    });

    test("so it does when the tab is closed, and when it crashes", async () => {
      await visit.open();
      visit.site.switches.set("post", { answer: "lose" });
      await visit.write("first");
      await visit.page.close();
      visit.page = await visit.context.newPage();
      await visit.open();
      await visit.bubble("first").waitFor();
      await visit.write("second");
      const crashed = visit.page.waitForEvent("crash");
      visit.page.goto("chrome://crash").catch(() => {});
      await crashed;
      await visit.page.close();
      visit.site.switches.set("post", null);
      visit.page = await visit.context.newPage();
      await visit.open();
      await visit.shows(["Hello", "first", "second"]);
    });

    test("offline has its own words; what is written meanwhile goes when the network is back", async () => {
      await visit.openStream();
      await visit.context.setOffline(true);
      // An open stream is believed before the flag is; without a network it does not last.
      visit.site.proxy.cut();
      await visit.connectionIs("offline");
      await visit.write("from the tunnel");
      await visit.agentSays("from the other side");
      await visit.context.setOffline(false);
      await visit.connectionIs("live");
      await visit.shows(["Hello", "from the other side", "from the tunnel"]);
    });

    test("while it reconnects it says when, and a button tries now", async () => {
      await visit.openStream();
      visit.site.switches.set("stream", { answer: { status: 503, retryAfter: 600 } });
      visit.site.proxy.cut();
      await visit.connectionIs("reconnecting");
      await visit.page
        .getByText(/in (10 minutes|\d+ s|600)/i)
        .first()
        .waitFor();
      visit.site.switches.set("stream", null);
      await visit.page.getByRole("button", { name: /now/i }).click();
      await visit.connectionIs("live");
      await visit.agentSays("back");
      await visit.shows(["Hello", "back"]);
    });

    test("a tab that is looked at again tries at once", async () => {
      await visit.openStream();
      visit.site.switches.set("stream", { answer: { status: 429, retryAfter: 600 } });
      visit.site.proxy.cut();
      await visit.connectionIs("reconnecting");
      visit.site.switches.set("stream", null);
      await visit.page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
      await visit.connectionIs("live");
    });

    test("access that ends has words and a button, and what was written waits for the next", async () => {
      await visit.open();
      await visit.site.endAccess(visit.chat.id);
      await visit.page.getByText("Your access has expired").first().waitFor();
      await visit.write("still waiting");
      // The words stand there until the attempt is answered: access given before that would be what it finds.
      const refused = visit.page.evaluate(
        () =>
          new Promise<void>((resolve) =>
            document
              .querySelector("oc-session")!
              .addEventListener(
                "oc-connection",
                ({ detail }) => detail.connection === "unauthorized" && resolve(),
              ),
          ),
      );
      await visit.page.getByRole("button", { name: "Try now" }).click();
      await refused;
      await visit.page.getByText("Your access has expired").first().waitFor();
      const token = await visit.site.giveAccess(visit.chat.id);
      if (token === null) await visit.page.getByRole("button", { name: "Try now" }).click();
      else await visit.page.evaluate((fresh) => (document.querySelector("oc-session")!.token = fresh), token);
      await visit.shows(["Hello", "still waiting"]);
    });

    test("the back/forward cache takes the page, and brings it back up to date", async () => {
      await visit.open();
      await visit.agentSays("before");
      await visit.bubble("before").waitFor();
      await visit.page.goto(`${visit.site.url}/elsewhere`);
      await visit.agentSays("meanwhile");
      // Nothing is loaded, so there is no load to wait for.
      await visit.page.goBack({ waitUntil: "commit" });
      assert.equal(
        await visit.page.evaluate(() => (window as unknown as { wasPersisted: boolean }).wasPersisted),
        true,
      );
      await visit.shows(["Hello", "before", "meanwhile"]);
      await visit.write("still here");
      await visit.shows(["Hello", "before", "meanwhile", "still here"]);
    });

    test("eight tabs on six connections: a post goes through at once, and all show it once", async () => {
      const pages = [visit.page];
      for (let i = 0; i < 7; i += 1) pages.push(await visit.context.newPage());
      await Promise.all(pages.map((one) => visit.open(one)));
      await visit.write("through", pages[7]);
      await Promise.all(pages.map((one) => visit.shows(["Hello", "through"], one)));
    });

    test("a message waiting in one tab is seen in the other, and posted once", async () => {
      const other = await visit.context.newPage();
      await Promise.all([visit.open(), visit.open(other)]);
      visit.site.switches.set("post", REFUSE);
      await visit.write("one of us");
      await visit.bubble("one of us", other).waitFor();
      const before = visit.site.proxy.counts.post;
      await visit.page.close();
      visit.site.switches.set("post", null);
      await visit.shows(["Hello", "one of us"], other);
      assert.ok(visit.site.proxy.counts.post > before);
    });

    test("a page swapped for one with a chat of its own: the old one lets go, the new one has it all", async () => {
      await visit.open();
      visit.site.switches.set("post", REFUSE);
      await visit.write("not yet");
      await visit.page.getByRole("textbox").fill("half");
      const query = visit.chat.url.split("#")[1]!;
      await visit.page.evaluate((attributes) => {
        const body = document.createElement("body");
        const element = document.createElement("oc-session");
        for (const [name, value] of new URLSearchParams(attributes)) element.setAttribute(name, value);
        body.append(element);
        document.documentElement.replaceChild(body, document.body);
      }, query);
      await visit.bubble("not yet").waitFor();
      visit.site.switches.set("post", null);
      await visit.shows(["Hello", "not yet"]);
      assert.equal(await visit.page.getByRole("textbox").inputValue(), "half");
      // A stream stays open; a log that is asked for does not.
      await until(() => visit.site.proxy.open === (wire === "v3" ? 1 : 0));
    });

    test("taken out it lets go of its stream, put back it is up to date", async () => {
      await visit.open();
      await visit.page.evaluate(() => {
        const element = document.querySelector("oc-session")!;
        Object.assign(window, { kept: element });
        element.remove();
      });
      await until(() => visit.site.proxy.open === 0);
      await visit.agentSays("meanwhile");
      await visit.page.evaluate(() => document.body.append((window as unknown as { kept: Node }).kept));
      await visit.shows(["Hello", "meanwhile"]);
    });

    test("a post in flight when the element goes finishes, and nothing comes of it elsewhere", async () => {
      await visit.open();
      visit.site.switches.set("post", { delay: 300 });
      await visit.write("on its way");
      const other = await visit.site.newChat();
      const query = new URLSearchParams(other.url.split("#")[1]);
      await visit.page.evaluate((tokens) => {
        const element = document.querySelector("oc-session")!;
        const told: string[] = [];
        Object.assign(window, { told });
        element.session = tokens.session!;
        element.token = tokens.token!;
        element.addEventListener("oc-sent", ({ detail }) => told.push(detail.text));
      }, Object.fromEntries(query));
      await until(async () => (await visit.site.log(visit.chat.id)).includes("on its way"));
      await visit.page.waitForFunction(() => !JSON.stringify({ ...localStorage }).includes("on its way"));
      const first = visit.chat;
      visit.chat = other;
      await visit.shows(["Hello"]);
      assert.deepEqual(await visit.page.evaluate(() => (window as unknown as { told: string[] }).told), []);
      assert.deepEqual(await visit.site.log(first.id), ["Hello", "on its way"]);
    });
  });
}
