import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Session } from "../../session/session.js";

/** The key of a context. Its type names the type of the value, as `Context` in `@lit/context` does. */
type Context<Value> = symbol & { readonly __context__: Value };

/**
 * The context that gives elements in the slots of `<oc-session>` its {@link Session}; null while there is none. The key
 * is a registered symbol, so that two copies of this package on a page use the same context.
 */
export const sessionContext = Symbol.for("oc-session") as Context<Session | null>;

/** Takes the value of a context, and with a subscription the function that ends the subscription. */
type Callback = (session: Session | null, unsubscribe?: () => void) => void;

/** The event by which an element asks for a context. */
interface ContextRequest extends Event {
  readonly context: unknown;
  readonly callback: Callback;
  /** Whether the callback is called again with each later value. Default: false. */
  readonly subscribe?: boolean;
}

/**
 * Gives the elements within a host the session of the host, by the protocol that consumers such as those of
 * `@lit/context` speak: https://github.com/webcomponents-cg/community-protocols/blob/main/proposals/context.md
 */
export class SessionProvider implements ReactiveController {
  readonly #host: HTMLElement;
  readonly #subscribers = new Map<Callback, () => void>();
  #session: Session | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
    host.addEventListener("context-request", (event) => this.#asked(event as ContextRequest));
  }

  get session(): Session | null {
    return this.#session;
  }

  set session(session: Session | null) {
    if (session === this.#session) return;
    this.#session = session;
    for (const [callback, unsubscribe] of this.#subscribers) callback(session, unsubscribe);
  }

  /** Tells providers above the host that consumers within the host belong to the host. */
  hostConnected(): void {
    const event = new Event("context-provider", { bubbles: true, composed: true });
    this.#host.dispatchEvent(Object.assign(event, { context: sessionContext, contextTarget: this.#host }));
  }

  #asked(event: ContextRequest): void {
    const { context, callback, subscribe } = event;
    if (context !== sessionContext) return;
    event.stopPropagation();
    if (!subscribe) return callback(this.#session);
    // A consumer that asks again takes another function for that of another provider, and calls the one it had.
    const known = this.#subscribers.get(callback);
    const unsubscribe = known ?? (() => void this.#subscribers.delete(callback));
    this.#subscribers.set(callback, unsubscribe);
    callback(this.#session, unsubscribe);
  }
}
