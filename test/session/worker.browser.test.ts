import { expect } from "chai";
import { LocalServer } from "../support/local-server.js";

describe("the headless half in a worker", () => {
  it("reads and sends, without a document", async () => {
    const server = await LocalServer.start();
    const { id, token } = await server.createSession();
    const worker = new Worker("/test/session/core-worker.ts", { type: "module" });
    const answer = new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<unknown>) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message || "The worker failed."));
    });
    worker.postMessage({ session: id, token, baseUrl: server.baseUrl });
    const told = (await answer) as { sent: { seq: number }; texts: string[] };
    expect(told.sent.seq).to.equal(2);
    expect(told.texts).to.deep.equal(["Hello", "from a worker"]);
    worker.terminate();
    await server.close();
  });
});
