import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { Connect, Plugin } from "vite";
import { createBackend } from "./backend/backend.js";
import { cdnFiles } from "./backend/cdn-files.js";
import { LocalComputer } from "./backend/local-computer.js";
import { frame } from "./site/frame.js";

/** Folder of the conversations; `OC_DATA` overrides it. */
const DATA = process.env["OC_DATA"] ?? fileURLToPath(new URL("../.oc-server", import.meta.url));

/**
 * The strictest policy under which the elements must work, so that the demo proves it: no inline script or style, no
 * nonce, nothing from other origins.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types lit-html dompurify 'allow-duplicates'",
  "frame-ancestors 'self'",
].join("; ");

/** The interface that the development server and the preview server share. */
interface SiteServer {
  readonly httpServer: unknown;
  readonly middlewares: Connect.Server;
  readonly resolvedUrls: { readonly local: string[]; readonly network: string[] } | null;
  printUrls(): void;
}

/**
 * Serves the demo in one process: pages by Vite, a local OpenComputer server, and a customer's backend between them.
 */
export function demoServer(): Plugin {
  let computer: LocalComputer | undefined;

  async function mount(site: SiteServer): Promise<void> {
    computer = await LocalComputer.start(DATA);
    site.middlewares.use((_request, response, next) => {
      response.setHeader("Content-Security-Policy", POLICY);
      next();
    });
    site.middlewares.use((request, response, next) => void cdnFiles(request, response, next));
    site.middlewares.use(createBackend(computer, () => originOf(site.httpServer as Server)));
    site.printUrls = () => {
      const { local = [], network = [] } = site.resolvedUrls ?? {};
      console.log(`\n  The oc-session demo is at ${[...local, ...network].join(" and ")}\n`);
    };
  }

  return {
    name: "demo-server",
    transformIndexHtml: { order: "pre", handler: (html, { path }) => frame(html, path) },
    configureServer: mount,
    configurePreviewServer: mount,
    closeBundle: () => computer?.close(),
  };
}

/** The address on this machine, whatever else the server listens on. */
function originOf(server: Server): string {
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}
