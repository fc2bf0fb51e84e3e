import { OnDemand } from "../../../on-demand.js";
import { nothing, type LitElement, type ReactiveController } from "lit";
import { loadedMarkdown, loadMarkdown } from "../../content/markdown-loader.js";
import type { Find, FindHost } from "../../find/find.js";
import { items } from "../../../session/state/list.js";
import { isHistoryComplete, type SessionState } from "../../../session/state/state.js";
import { warnOnce } from "../../page/warn.js";
import type { OcTranscript } from "../../transcript/oc-transcript.js";
import { copyClean } from "./copying.js";
import type { SessionController } from "../session-controller.js";
import type { ViewMaker } from "../view-maker.js";

/** What finds words. */
// oxlint-disable-next-line no-restricted-imports -- `ui/find` is a file of its own, loaded here
export const findFile = new OnDemand(() => import("../../find/find.js"));

/** The element, as far as a search and a link to a message need it. */
export interface FinderHost extends LitElement {
  readonly revealed: string | null | undefined;
}

/** Opens the search over the log, for the host and for the key that means that while the focus is in the chat. */
export class Finder implements ReactiveController {
  readonly #host: FinderHost;
  readonly #controller: SessionController;
  readonly #views: ViewMaker;
  #find: Find | null = null;
  /** Ends what only a search needs. */
  #closing = new AbortController();
  /** Those who wait for the log to be read. */
  readonly #waiting: (() => void)[] = [];
  /** What the host has last asked to be shown, and of which session. */
  #revealed: { readonly target: string | null | undefined; readonly session: string | null } | null = null;

  constructor(host: FinderHost, controller: SessionController, views: ViewMaker) {
    this.#host = host;
    this.#controller = controller;
    this.#views = views;
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
    if (!caughtUp || confirming) return;
    for (const go of this.#waiting.splice(0)) go();
    const isKnown = revealed === this.#revealed?.target && session === this.#revealed?.session;
    this.#revealed = { target: revealed, session };
    if (revealed && !isKnown) void this.reveal(revealed, false);
  }

  /** Leads to an entry, and moves the focus if it is asked to. */
  async reveal(target: string | number, isFocused: boolean): Promise<boolean> {
    const tool = await findFile.attempt();
    if (!this.#controller.shown.caughtUp) await new Promise<void>((go) => this.#waiting.push(go));
    await this.#readBackTo(target).catch(() => {});
    return tool?.revealEntry(this.#findHost(), target, isFocused) ?? false;
  }

  /** Reads back until what has been read has the entry. */
  async #readBackTo(target: string | number): Promise<void> {
    const { session } = this.#controller;
    const seq = Number(target);
    const isRead = ({ log, startSeq }: SessionState) =>
      seq >= 0 ? startSeq < seq : [...items(log)].some(({ id }) => id === target);
    while (session && !isHistoryComplete(session.state) && !isRead(session.state))
      await session.readEarlier();
    this.#controller.flush();
  }

  /** Opens the bar, and looks for a text if there is one. */
  async open(text?: string): Promise<void> {
    const host = this.#host;
    // What is searched is what is drawn: words of markdown, once it can be read.
    const [tool] = this.#find ? [] : await Promise.all([findFile.attempt(), loadMarkdown()]);
    if (!tool && !this.#find)
      warnOnce("the file that finds words could not be loaded; asking again tries again.");
    if (!host.isConnected) return;
    if (tool && !this.#find) {
      this.#find = new tool.Find(this.#findHost());
      host.requestUpdate();
      await host.updateComplete;
    }
    this.#find?.open(text);
    // All of the log is searched; what cannot be read of it is not.
    this.#controller.session?.readAll(this.#closing.signal).catch(() => {});
  }

  #findHost(): FindHost {
    const [controller, views] = [this.#controller, this.#views];
    const transcript = () => this.#host.renderRoot.querySelector<OcTranscript>("oc-transcript");
    return {
      root: this.#host.renderRoot as ShadowRoot,
      get state() {
        return controller.shown;
      },
      get view() {
        return views.view;
      },
      get markdown() {
        return loadedMarkdown();
      },
      reveal: async (index) => transcript()?.reveal(index),
      scroll: (work) => transcript()?.scrollFor(work),
      toEnd: () => transcript()?.scrollToEnd(),
      closed: () => {
        this.#find = null;
        this.#closing.abort();
        this.#closing = new AbortController();
        this.#host.requestUpdate();
      },
    };
  }

  readonly #onCopy = (event: Event): void =>
    copyClean(event as ClipboardEvent, this.#controller.shown, this.#views.view);

  /** The browser's own search knows only what is near the reader. Pressed again, it is the browser's. */
  readonly #onKeyDown = (event: KeyboardEvent): void => {
    const { key, code, ctrlKey, metaKey, altKey, shiftKey } = event;
    const isMac = /Mac|iP/.test(navigator.platform);
    const isMeant = isMac ? metaKey && !ctrlKey : ctrlKey && !metaKey;
    // Keyboards of other scripts have other letters there.
    const isKey = /^[a-z]$/i.test(key) ? /^f$/i.test(key) : code === "KeyF";
    if (!isMeant || !isKey || altKey || shiftKey || event.defaultPrevented) return;
    const state = this.#controller.shown;
    const focused = this.#host.shadowRoot?.activeElement;
    if (state.log.length + state.pending.length === 0 || focused?.closest("[part~=find]")) return;
    event.preventDefault();
    void this.open();
  };
}
