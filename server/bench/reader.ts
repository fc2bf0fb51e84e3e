import { connect, type Socket } from "node:net";
import { once } from "node:events";

/** The message of the measured process when it is ready. */
export interface Ready {
  url: string;
  session: string;
  /** Credential for the session's stream, and for posts. */
  token: string;
}

/** A reader of a stream that does as little work as possible: it searches only for the last expected bytes. */
export class Reader {
  readonly #socket: Socket;
  /** Called with each piece that arrives. */
  onData: (piece: Buffer) => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (piece: Buffer) => this.onData(piece));
    socket.on("error", () => {});
  }

  /** Connects and requests the session's stream after a seq. */
  static async open({ url, session, token }: Ready, after: number): Promise<Reader> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    const path = `/v3/sessions/${session}/events?stream=sse&after=${after}&token=${token}`;
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
    return new Reader(socket);
  }

  /** Waits for the comment that marks the end of the replay. */
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
