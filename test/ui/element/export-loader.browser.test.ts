import { expect } from "chai";
import { exportFile, exportMarkdown } from "../../../src/ui/element/export-loader.js";
import { message } from "../../support/entries.js";
import { presentationOf } from "../../support/presentation.js";

const PRESENTATION = presentationOf(document.body, { agentName: "Ada" });

describe("the file that writes a conversation", () => {
  it("says so when it cannot be loaded, and is asked for again by the next call", async () => {
    exportFile.from(() => Promise.reject(new TypeError("Failed to fetch")));
    const error = await exportMarkdown([message("Hi")], PRESENTATION).catch((error: unknown) => error);
    expect(error).to.include({ name: "SessionError", code: "network" });
    exportFile.from(() => import("../../../src/ui/export/export-markdown.js"));
    expect(await exportMarkdown([message("Hi")], PRESENTATION)).to.equal(
      "**Ada**, 2026-05-04T09:30:00.000Z\n\n> Hi\n",
    );
  });
});
