import { connect, type Socket } from "node:net";
import { once } from "node:events";

/** What the measured process says when it is ready. */
export interface Ready {
  url: string;
  session: string;
  /** Credential for the session's stream, and for posting to it. */
  token: string;
}

/** A stream's reader that does as little as can be: it looks for the last bytes of what it waits for. */
export class Reader {
  readonly #socket: Socket;
  /** Called with each piece that arrives. */
  onData: (piece: Buffer) => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (piece: Buffer) => this.onData(piece));
    socket.on("error", () => {});
  }

  /** Connects and asks for the session's stream after a seq. */
  static async open({ url, session, token }: Ready, after: number): Promise<Reader> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    const path = `/v3/sessions/${session}/events?stream=sse&after=${after}&token=${token}`;
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
    return new Reader(socket);
  }

  /** Waits until the stream says that it has caught up. */
  caughtUp(): Promise<void> {
    return new Promise((resolve) => {
      this.onData = (piece) => {
        if (piece.includes(": caught up")) resolve();
      };
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}
