import { once } from "node:events";
import { createServer } from "node:net";

/** From here on; the first of those that Linux gives to whoever takes any, and the others' is higher. */
const LOWEST = 20_000;
const FIRST_GIVEN = 32_768;

/**
 * Ports on which nobody listens now, each another. They are none of those that the system gives to whoever takes any:
 * another test, or a connection, would have one of them before it is listened on.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = LOWEST + Math.floor(Math.random() * (FIRST_GIVEN - LOWEST));
    if (!ports.includes(port) && (await isFree(port))) ports.push(port);
  }
  return ports;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
    await once(server.close(), "close");
    return true;
  } catch {
    return false;
  }
}
