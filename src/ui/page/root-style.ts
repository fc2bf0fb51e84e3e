import type { CSSResult, ReactiveController, ReactiveControllerHost } from "lit";
import type { RuleHost } from "./adopt-rules.js";
import { ownDocument } from "./own-document.js";

/** The sheets of added rules in this document, which all roots share. */
const shared = new Map<string, CSSStyleSheet>();

/** What sheets know that get their rules later. */
export interface LateRules {
  complete?(): Promise<unknown>;
  textOf?(result: CSSResult): string;
}

/**
 * The style sheets of an element's shadow root: the element's own ones, and those of rules that files on demand add by
 * a method that the element gets here. A move into another document, such as that of a frame or of another window,
 * removes all sheets of a root, and a browser refuses the sheets of another document, so they are made anew for that
 * document.
 */
export class RootStyle implements ReactiveController {
  readonly #host: Element;
  readonly #own: readonly CSSResult[];
  readonly #late: LateRules;
  readonly #added = new Set<string>();
  /** The document that the root is styled for. */
  #document: Document | null = null;

  /** @param late for sheets that get their rules later: when they have all of them, and which they have. */
  constructor(
    host: Element & Pick<ReactiveControllerHost, "addController">,
    own: readonly CSSResult[],
    late: LateRules = {},
  ) {
    this.#host = host;
    this.#own = own;
    this.#late = late;
    (host as Element as RuleHost)._adoptRules = (rules) => this.#add(rules);
    host.addController(this);
  }

  hostConnected(): void {
    if (this.#document === this.#host.ownerDocument) return;
    this.#document = this.#host.ownerDocument;
    this.#apply();
    if (!this.#isAtHome) void this.#late.complete?.().then(() => this.#apply());
  }

  #add(rules: string): void {
    if (this.#added.has(rules)) return;
    this.#added.add(rules);
    this.#host.shadowRoot?.adoptedStyleSheets.push(this.#sheet(rules));
  }

  #apply(): void {
    const own = this.#own.flatMap((result) =>
      this.#isAtHome
        ? (result.styleSheet ?? [])
        : this.#newSheet(this.#late.textOf?.(result) ?? result.cssText),
    );
    const added = [...this.#added].map((rules) => this.#sheet(rules));
    if (this.#host.shadowRoot) this.#host.shadowRoot.adoptedStyleSheets = [...own, ...added];
  }

  /** Whether the element is in the document of this script. */
  get #isAtHome(): boolean {
    return this.#host.ownerDocument === document;
  }

  #sheet(rules: string): CSSStyleSheet {
    if (!this.#isAtHome) return this.#newSheet(rules);
    let sheet = shared.get(rules);
    if (!sheet) shared.set(rules, (sheet = this.#newSheet(rules)));
    return sheet;
  }

  #newSheet(rules: string): CSSStyleSheet {
    const view = ownDocument("defaultView", this.#host.ownerDocument) ?? window;
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(rules);
    return sheet;
  }
}
