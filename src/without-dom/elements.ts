/**
 * What `oc-session` and `oc-session/list` are on a server whose bundler takes the files for browsers, as for Cloudflare
 * Workers: the same names without Lit, which fails there when it is imported. It registers no elements.
 */
import { forget } from "../session/forget.js";

export * from "../core.js";

/** An element without a DOM. */
class NoElement {
  constructor() {
    throw new Error("An element needs a document.");
  }
}

export class OcSession extends NoElement {
  static readonly forget = forget;
}

export class OcLauncher extends NoElement {}

export class OcSessionList extends NoElement {}

/** The same key as in a browser: no server provides a value for it. */
export const sessionContext = Symbol.for("oc-session");
