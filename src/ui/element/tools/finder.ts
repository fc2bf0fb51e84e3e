import { OnDemand } from "../../../on-demand.js";
import { nothing, type LitElement, type ReactiveController } from "lit";
import { loadedMarkdown, loadMarkdown } from "../../content/markdown-loader.js";
import type { Find, FindHost } from "../../find/find.js";
import { isHidden } from "../../entry/custom-rendering.js";
import { loadActivity } from "../../turn/activity-loader.js";
import { keepTyping } from "../../page/typing.js";
import { drawnFile } from "../../transcript/drawn-file.js";
import type { Session } from "../../../session/session.js";
import type { SessionController } from "../session-controller.js";
import type { PresentationMaker } from "../presentation-maker.js";
import { askedFor } from "./asked-for.js";

/** The code of the find bar. */
// oxlint-disable-next-line no-restricted-imports -- `ui/find` is a file of its own, loaded here
export const findFile = new OnDemand(() => import("../../find/find.js"));

/** The properties of the element that the search uses. */
export interface FinderHost extends LitElement {
  readonly revealed: string | null | undefined;
}

/**
 * Opens the find bar, for the host or by its keyboard shortcut in the chat, and scrolls to entries that the host asks
 * for.
 */
export class Finder implements ReactiveController {
  readonly #host: FinderHost;
  readonly #controller: SessionController;
  readonly #presentations: PresentationMaker;
  #find: Find | null = null;
  /** Ends the reading of the log for the open search. */
  #closing = new AbortController();
  /** Callbacks that wait for the next update. */
  readonly #waiting: (() => void)[] = [];
  /** The opening that the last call of `reveal` waits for. The last call ends those before. */
  #opening: Promise<Session | null> | null = null;
  /** The last value of `revealed`, and its session. */
  #revealed: { readonly target: string | null | undefined; readonly session: string | null } | null = null;

  constructor(host: FinderHost, controller: SessionController, presentations: PresentationMaker) {
    this.#host = host;
    this.#controller = controller;
    this.#presentations = presentations;
    host.addController(this);
  }

  /** The bar, while a search is open. */
  get bar(): HTMLElement | typeof nothing {
    return this.#find?.element ?? nothing;
  }

  hostConnected(): void {
    this.#host.addEventListener("keydown", this.#onKeyDown);
    this.#host.renderRoot.addEventListener("copy", this.#onCopy);
  }

  hostDisconnected(): void {
    this.#host.removeEventListener("keydown", this.#onKeyDown);
    this.#host.renderRoot.removeEventListener("copy", this.#onCopy);
    this.#find?.close();
  }

  hostUpdated(): void {
    this.#find?.update();
    const { session, caughtUp, confirming } = this.#controller.shown;
    const { revealed } = this.#host;
    for (const go of this.#waiting.splice(0)) go();
    if (!caughtUp || confirming) return;
    const isKnown = revealed === this.#revealed?.target && session === this.#revealed?.session;
    this.#revealed = { target: revealed, session };
    if (revealed && !isKnown) void this.reveal(revealed, false);
  }

  /**
   * Scrolls to an entry, and focuses it if `isFocused`. Resolves to whether there is such an entry; to false if another
   * one is asked for or the conversation is left before its log has been read.
   */
  async reveal(target: string | number, isFocused: boolean): Promise<boolean> {
    const opening = (this.#opening = this.#controller.opened());
    const tool = await findFile.attempt();
    const isLast = () => opening === this.#opening;
    const updated = () => new Promise<void>((go) => this.#waiting.push(go));
    return tool?.reveal(this.#findHost(), { opening, isLast, updated }, target, isFocused) ?? false;
  }

  /** Opens the bar, and searches for `text` if it is given. */
  async open(text?: string): Promise<void> {
    const host = this.#host;
    // The search uses the text as it is drawn, so the code that draws it must be loaded.
    const { activity, strings } = this.#presentations.presentation;
    const work = activity !== "none" && loadActivity();
    const file = () => askedFor(host, strings, findFile.load()).catch(() => null);
    const [tool] = this.#find ? [] : await Promise.all([file(), loadMarkdown(), work]);
    if (!host.isConnected) return;
    if (tool && !this.#find) {
      this.#find = new tool.Find(this.#findHost());
      keepTyping(this.#find.element);
      host.requestUpdate();
      await host.updateComplete;
    }
    this.#find?.open(text);
    // The whole log is searched, except for pages that cannot be read.
    this.#controller.session?.readAll(this.#closing.signal).catch(() => {});
  }

  #findHost(): FindHost {
    return {
      root: this.#host.renderRoot as ShadowRoot,
      controller: this.#controller,
      presentations: this.#presentations,
      get markdown() {
        return loadedMarkdown();
      },
      closed: () => {
        this.#find = null;
        this.#closing.abort();
        this.#closing = new AbortController();
        this.#host.requestUpdate();
      },
    };
  }

  /** Puts the selection on the clipboard in a clean form. Until the code for that is loaded, the browser copies. */
  readonly #onCopy = (event: Event): void => {
    const [drawn, markup] = [drawnFile.loaded, loadedMarkdown()];
    if (markup)
      drawn?.copyClean(
        event as ClipboardEvent,
        this.#controller.shown,
        this.#presentations.presentation,
        markup,
        isHidden,
      );
  };

  /**
   * Handles the shortcut of the browser's search, which would find only the drawn entries. A second press in the find
   * bar is left to the browser.
   */
  readonly #onKeyDown = (event: KeyboardEvent): void => {
    const { key, code, ctrlKey, metaKey, altKey, shiftKey } = event;
    const isMac = /Mac|iP/.test(navigator.platform);
    const isMeant = isMac ? metaKey && !ctrlKey : ctrlKey && !metaKey;
    // On keyboard layouts of other scripts, `key` is another letter, so the position of the key is used.
    const isKey = /^[a-z]$/i.test(key) ? /^f$/i.test(key) : code === "KeyF";
    if (!isMeant || !isKey || altKey || shiftKey || event.defaultPrevented) return;
    const state = this.#controller.shown;
    const focused = this.#host.shadowRoot?.activeElement;
    if (state.log.length + state.pending.length === 0 || focused?.closest("[part~=find]")) return;
    event.preventDefault();
    void this.open();
  };
}
