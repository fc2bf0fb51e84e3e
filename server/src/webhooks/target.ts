import { lookup as resolve } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** Addresses outside of the public internet: loopback, private, link-local, metadata, reserved, multicast. */
const NOT_PUBLIC = blockList([
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"],
  ...["192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"],
  ...["198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"],
  ...["::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32"],
  ...["2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"],
]);

const LOOPBACK = blockList(["127.0.0.0/8", "::1/128"]);

/** A URL to which no webhook may be sent. The message says why. */
export class TargetError extends Error {
  override readonly name = "TargetError";
}

/**
 * Checks a destination's URL as far as possible without DNS.
 *
 * @param allowLoopback accepts addresses of this machine, also by plain HTTP
 * @throws TargetError
 */
export function checkTarget(url: string, allowLoopback: boolean): URL {
  if (!URL.canParse(url)) throw new TargetError("Not a URL");
  const target = new URL(url);
  const host = hostOf(target);
  const isLoopback = isLoopbackHost(host);
  if (target.protocol !== "https:" && !(target.protocol === "http:" && isLoopback && allowLoopback)) {
    throw new TargetError("Must be an https URL");
  }
  if (target.username !== "" || target.password !== "") throw new TargetError("Must not contain credentials");
  if (isLoopback ? !allowLoopback : isIP(host) !== 0 && !isAllowed(host, false)) {
    throw new TargetError("Must not lead to a private or local address");
  }
  return target;
}

/** A DNS lookup for sockets. It fails if any answer is an address that may not be reached. */
export function guardedLookup(allowLoopback: boolean): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, "", 0);
      const first = addresses[0];
      if (first === undefined || !addresses.every(({ address }) => isAllowed(address, allowLoopback))) {
        return callback(new TargetError("The host resolves to a private or local address"), "", 0);
      }
      if (options.all) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
}

function isAllowed(address: string, allowLoopback: boolean): boolean {
  // A block list matches an IPv4 address also in its IPv6 form, `::ffff:127.0.0.1`.
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  return !NOT_PUBLIC.check(address, family) || (allowLoopback && LOOPBACK.check(address, family));
}

function isLoopbackHost(host: string): boolean {
  const family = isIP(host);
  if (family === 0) return host === "localhost" || host.endsWith(".localhost");
  return LOOPBACK.check(host, family === 6 ? "ipv6" : "ipv4");
}

/** The host without the brackets of an IPv6 address and the final dot of a name. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
}

function blockList(subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [net = "", prefix] = subnet.split("/");
    list.addSubnet(net, Number(prefix), net.includes(":") ? "ipv6" : "ipv4");
  }
  return list;
}
