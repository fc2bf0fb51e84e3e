import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Visit } from "../support/visit.js";
import { WIRES } from "../support/wires.js";

/** What is seen of a turn, in a browser, with an agent that works. */
for (const wire of WIRES) {
  describe(`on the wire ${wire}`, () => {
    const visit = new Visit(wire, 0.5);
    const kinds = () =>
      visit.page.evaluate(() => document.querySelector("oc-session")!.entries.map(({ kind }) => kind));
    const work = () => visit.page.locator('details[part~="activity"]');

    /** Has the agent work with tools, to the end of its answer. */
    async function worked(attributes: Readonly<Record<string, string>>): Promise<void> {
      await visit.openWithAgent(attributes);
      await visit.write("Look at the CI");
      await visit.bubble("its end of life").waitFor();
      await visit.page.waitForFunction(() => document.querySelector("oc-session")!.turn === "idle");
    }

    test("activity none, also by itself: nothing is said of the work", async () => {
      await worked({});
      assert.equal(await work().count(), 0);
      await visit.page.evaluate(() => (document.querySelector("oc-session")!.activity = "none"));
      await visit.bubble("You're welcome").waitFor();
      assert.equal(await work().count(), 0);
    });

    test("activity line: one line says what was done, and unfolds", async () => {
      await worked({ activity: "line" });
      await work()
        .getByText(/Did \d+ steps?/)
        .waitFor();
      assert.equal(await work().getAttribute("open"), null);
      await work().locator("summary").click();
      await work().locator("li", { hasText: "ci.yml" }).waitFor();
      assert.deepEqual((await kinds()).filter((kind) => kind === "work").length, 1);
    });

    test("activity steps: the steps are seen as they are taken", async () => {
      await visit.openWithAgent({ activity: "steps" });
      await visit.write("Look at the CI");
      await work().locator("li").first().waitFor();
      assert.equal(await work().getAttribute("open"), "");
      await visit.bubble("its end of life").waitFor();
      await work()
        .getByText(/Did \d+ steps?/)
        .waitFor();
    });

    test("suggestions stand under the answer, and are sent", async () => {
      await visit.openWithAgent();
      await visit.page.evaluate(() => {
        document.querySelector("oc-session")!.suggestions = [{ label: "Once more", text: "Thank you" }];
      });
      await visit.page.locator('[part="suggestion"]', { hasText: "Once more" }).click();
      await visit.bubble("Thank you").waitFor();
      await visit.page.waitForFunction(() => document.querySelector("oc-session")!.entries.length === 4);
      await visit.page.locator('[part="suggestion"]').waitFor();
      assert.deepEqual((await visit.site.log(visit.chat.id)).slice(2, 3), ["Thank you"]);
    });
  });

  describe(`stopping, on the wire ${wire}`, () => {
    // The agent is slow: its turn must not end before the press.
    const visit = new Visit(wire, 5);
    const stop = () => visit.page.locator('[part="stop-button"]');

    test("Stop says that it stops, until it has", async () => {
      await visit.openWithAgent();
      let release = () => {};
      const cancelled = new Promise<void>((resolve) => (release = resolve));
      if (wire === "v3") {
        await visit.page.exposeFunction("cancel", async () => {
          await cancelled;
          await visit.site.computer.request("POST", `/sessions/${visit.chat.id}/cancel`);
        });
        await visit.page.evaluate(() => {
          const { cancel } = window as unknown as { cancel(): Promise<void> };
          document.querySelector("oc-session")!.cancelTurn = cancel;
        });
      }
      await visit.write("Something long");
      await visit.page.waitForFunction(() => document.querySelector("oc-session")!.turn === "working");
      // A press that follows a message at once is the second half of a double click, and stops nothing.
      while ((await stop().textContent())?.trim() !== "Stopping…") await stop().click();
      release();
      await visit.page.locator('[part~="notice"]', { hasText: "Stopped." }).waitFor();
      assert.equal(await stop().count(), 0);
    });
  });
}
