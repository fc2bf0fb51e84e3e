/**
 * A minimal load balancer, in its own process so that it can be killed. It passes each connection to the next server
 * that accepts it. Arguments: its port, then the servers' ports.
 */
import { connect, createServer } from "node:net";

const [port, ...servers] = process.argv.slice(2).map(Number);
let turn = 0;

function pass(client, triesLeft) {
  const server = connect(servers[turn++ % servers.length], "127.0.0.1");
  server.once("connect", () => {
    client.pipe(server).pipe(client);
    client.once("close", () => server.destroy());
    server.once("close", () => client.destroy());
  });
  server.on("error", () => {
    if (server.connecting === false && server.bytesRead > 0) client.destroy();
    else if (triesLeft > 0) pass(client, triesLeft - 1);
    else client.destroy();
  });
}

createServer((client) => {
  client.on("error", () => {});
  pass(client, servers.length - 1);
}).listen(port, "127.0.0.1", () => process.stdout.write("ready\n"));
