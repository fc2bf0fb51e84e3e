import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The name of the socket to which PostgreSQL's clients connect. */
const SOCKET = ".s.PGSQL.5432";

/** A wire to a database that can fall silent, as when a machine or its network vanishes. */
export class Wire {
  /** The database's URL by this wire. */
  readonly url: string;
  readonly #folder: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(url: string, folder: string, server: Server) {
    this.url = url;
    this.#folder = folder;
    this.#server = server;
  }

  /** @param url of a database that is reached by a socket, see {@link Postgres} */
  static async to(url: string): Promise<Wire> {
    const folder = mkdtempSync(join(tmpdir(), "oc-wire-"));
    const target = new URL(url);
    const database = join(target.searchParams.get("host")!, SOCKET);
    target.searchParams.set("host", folder);
    const server = createServer((near) => wire.#join(near, connect(database)));
    const wire = new Wire(target.href, folder, server);
    server.listen(join(folder, SOCKET));
    await once(server, "listening");
    return wire;
  }

  /** From now on the present connections pass nothing, and are not closed. New ones work. */
  fallSilent(): void {
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #join(near: Socket, far: Socket): void {
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(end);
      end.on("error", () => {});
      end.on("close", () => this.#sockets.delete(end));
      end.pipe(other);
    }
  }
}
