import { Session, type SessionOptions } from "../../src/core.js";
import { texts, until } from "../support/until.js";

/** Reads and sends in a worker, and tells the page what it then shows. */
addEventListener("message", ({ data }: MessageEvent<SessionOptions>) => void chat(data));

async function chat(options: SessionOptions): Promise<void> {
  const session = new Session(options);
  session.open();
  const sent = await session.send("from a worker");
  const state = await until(session, (now) => now.lastSeq === sent.seq, "echoed");
  session.close();
  postMessage({ sent, texts: texts(state) });
}
