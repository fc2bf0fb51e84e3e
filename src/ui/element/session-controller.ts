import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { GetClientToken } from "../../session/access/grant.js";
import { LeftSessions } from "../../session/left-sessions.js";
import { Session } from "../../session/session.js";
import type { SessionObserver } from "../../session/fold/store.js";
import type { SessionView } from "../../session/state/session-view.js";
import { initialState, type SessionState } from "../../session/state/state.js";
import { SessionError } from "../../wire/errors.js";
import { isMarkdownSettled, loadMarkdown, markdownSettled } from "../content/markdown-loader.js";
import { followPage } from "../page/page-lifecycle.js";
import { asksBackend, hasAccess, sameAccess, sameSource, type SessionSource } from "./session-view.js";
import { RenderGate } from "./render-gate.js";
import { pageIdle } from "../page/page-state.js";
import { ownDocument } from "../page/own-document.js";

/** The functions that the host gives to a session, and its observer. */
export interface SessionLink {
  readonly getClientToken: GetClientToken;
  readonly fetch: typeof fetch;
  readonly observer: Required<SessionObserver>;
}

/**
 * Opens, replaces and closes the {@link Session} of an element. A session is opened one task after its properties
 * change, so that `session` and `token` may be set one after the other. It is closed one task after the element was
 * removed, so that moving the element does not close it.
 */
export class SessionController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #link: SessionLink;
  readonly #gate: RenderGate;
  #source: SessionSource | null = null;
  #view: SessionView;
  #session: Session | null = null;
  /** The state while there is no session. */
  #idle: SessionState;
  #shown: SessionState;
  /** The sessions that were left for another one, and still send messages. */
  readonly left = new LeftSessions();
  #leavePage: (() => void) | null = null;
  #unobserve: (() => void) | null = null;
  /** Whether the host has been told about the session. */
  #isTold = false;
  #task: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement, view: SessionView, link: SessionLink) {
    this.#host = host;
    this.#link = link;
    this.#view = view;
    this.#idle = initialState(null, view);
    this.#shown = this.#idle;
    this.#gate = new RenderGate(() => {
      this.#shown = this.state;
      host.requestUpdate();
    });
    host.addController(this);
  }

  /** The open session; null while there is none. */
  get session(): Session | null {
    return this.#session;
  }

  /** The open session if `source` names its conversation; else null. */
  sessionOf(source: SessionSource): Session | null {
    return this.#source && sameSource(this.#source, source, this.#session) ? this.#session : null;
  }

  /** The current state. */
  get state(): SessionState {
    return this.#session?.state ?? this.#idle;
  }

  /** The state at the last drawing. */
  get shown(): SessionState {
    return this.#shown;
  }

  hostConnected(): void {
    document.addEventListener("visibilitychange", this.#onVisibility);
    this.#soon(() => this.#connect());
  }

  hostDisconnected(): void {
    document.removeEventListener("visibilitychange", this.#onVisibility);
    this.#soon(() => {
      this.#end();
      this.left.close();
    });
  }

  /** Resolves to the session that the properties set in this task open; null if they open none. */
  async opened(): Promise<Session | null> {
    await this.#host.updateComplete;
    if (!this.#session) await new Promise((resolve) => setTimeout(resolve));
    return this.#session;
  }

  /** Tries to connect now. Opens the session if it is not open yet. */
  reconnect(): void {
    if (this.#session) this.#session.reconnect();
    else this.#connect();
  }

  /** Forgets the conversation in every tab, even if it is not open here. */
  reset(): void {
    if (this.#session) return this.#session.reset();
    const source = this.#source;
    if (source && hasAccess(source)) {
      const closed = this.#make({ ...source, token: null });
      closed.reset();
      closed.close();
    }
    this.#onReset();
  }

  /** Whether the conversation has ended and another one can be started. */
  get canStartOver(): boolean {
    return this.state.connection === "closed" && asksBackend(this.#source);
  }

  /** Whether the conversation can be left for a new one. */
  get canBegin(): boolean {
    return this.state.session !== null && asksBackend(this.#source);
  }

  /**
   * Leaves the conversation for a new one, which begins with the next message. Unsent messages are still sent. Returns
   * whether that was possible.
   */
  begin(): boolean {
    if (!this.#source || !this.canBegin) return false;
    const after = this.state.session;
    this.#source = { ...this.#source, session: null, token: null };
    this.#end(true);
    this.#open(this.#source, after);
    this.#tellOpened();
    this.#gate.flush();
    return true;
  }

  /** Leaves a conversation that has ended. The properties that named it do not open it again. */
  startOver(): void {
    if (this.#source) this.#source = { ...this.#source, session: null, token: null };
    this.#session?.startOver();
  }

  /** Draws without waiting for a frame, to show the effect of a person's action at once. */
  flush(): void {
    this.#gate.flush();
  }

  /** Reads the rest of the log, and draws it. @throws {SessionError} as {@link Session.readAll} does. */
  async readAll(signal?: AbortSignal): Promise<void> {
    // A property that was set in this task may name another conversation.
    await (await this.opened())?.readAll(signal);
    this.flush();
  }

  /** Sets which conversation is shown. */
  setSource(source: SessionSource): void {
    const previous = this.#source;
    this.#source = source;
    if (!previous || sameSource(previous, source, this.#session)) {
      if (previous && source.user !== null) this.#session?.setUser(source.user);
      if (previous && previous.token !== source.token) this.#setToken(source.token);
      else if (previous?.deferred) this.#soon(() => this.#connect());
      // If session and token are both set, the request goes out before the first drawing.
      else if (!previous && this.#isComplete(source)) this.#open(source);
      return;
    }
    const isSamePerson = previous.user === source.user && sameAccess(previous, source);
    this.#end(isSamePerson);
    if (!isSamePerson) this.left.close();
    if (this.#host.isConnected) this.#soon(() => this.#connect());
  }

  /**
   * Whether a source can be opened at once. Not inside a launcher, which may be defined later in the same task and then
   * defers the chat.
   */
  #isComplete({ protocol, session, token, deferred }: SessionSource): boolean {
    const isNamed = Boolean(session && (token || protocol === "serverless"));
    return isNamed && !deferred && !this.#host.closest("oc-launcher");
  }

  /** Sets the view of the log. */
  setView(view: SessionView): void {
    this.#view = view;
    this.#session?.setView(view);
  }

  readonly #onVisibility = (): void => {
    if (ownDocument("visibilityState") === "visible") this.#gate.flush();
  };

  /** Runs `work` in a later task, instead of earlier work that has not run yet. */
  #soon(work: () => void): void {
    clearTimeout(this.#task);
    this.#task = setTimeout(work);
  }

  #connect(): void {
    const source = this.#source;
    if (this.#session) return this.#tellOpened();
    if (!source || source.deferred || !this.#host.isConnected) return;
    if (!hasAccess(source)) return this.#unconfigured();
    const error = this.#open(source);
    if (error) return this.#fail(error);
    this.#tellOpened();
    this.#gate.flush();
  }

  /**
   * Opens the session. Returns the error if it cannot be opened; else null.
   *
   * @param after the session that was left for the new one.
   */
  #open(source: SessionSource, after: string | null = null): SessionError | null {
    if (!this.#host.isConnected) return null;
    try {
      const left = this.left.take(source.session);
      left?.setView(this.#view);
      if (left && source.token) left.setToken(source.token);
      this.#session = left ?? this.#make(source, after);
    } catch (error) {
      return error as SessionError;
    }
    const { observer } = this.#link;
    this.#unobserve = this.#session.observe({
      ...observer,
      state: (state, previous) => {
        if (this.#isTold) observer.state(state, previous);
        else if (state.connection !== "connecting") this.#tellOpened();
        this.#requestDrawing(state);
        if (state.connection === "live" && previous.connection !== "live") this.#resume(source);
        // The page is about to be suspended. It must be drawn before.
        if (state.confirming && !previous.confirming) this.#gate.flush();
      },
      reset: () => this.#onReset(),
    });
    this.#leavePage = followPage(this.#session);
    this.#session.open();
    void loadMarkdown();
    this.#shown = this.state;
    return null;
  }

  /** Requests a drawing. The first messages wait for the markdown code, which was requested together with the log. */
  #requestDrawing(state: SessionState): void {
    if (state.log.length === 0 || isMarkdownSettled()) return this.#gate.request(state);
    // A drawing of the empty log may be pending, and would draw the messages.
    this.#gate.cancel();
    void markdownSettled().then(() => this.#gate.request(this.state));
  }

  /**
   * Sends what earlier pages have left unsent in other conversations, if the host's backend can give access to them.
   */
  #resume(source: SessionSource): void {
    const shown = this.#session;
    if (!shown || source.storage === "none" || !asksBackend(source)) return;
    const make = (session: string) => this.#make({ ...source, session, token: null, user: shown.user });
    void this.left.resume(shown, source.baseUrl, make, followPage);
  }

  #make(source: SessionSource, after: string | null = null): Session {
    return new Session({
      ...source,
      after,
      ...this.#view,
      name: this.#host.id,
      getClientToken: source.hasGetClientToken ? this.#link.getClientToken : null,
      fetch: this.#link.fetch,
    });
  }

  /**
   * Reports the session to the host. It is called in a later task, so that a page that has just made the element can
   * add its listeners before.
   */
  #tellOpened(): void {
    if (this.#isTold) return;
    this.#isTold = true;
    this.#link.observer.state(this.state, this.#idle);
  }

  /**
   * After a reset the session continues without a conversation. The properties that named the conversation must not
   * open it again.
   */
  #onReset(): void {
    if (this.#source) this.#source = { ...this.#source, session: null, token: null };
    this.#link.observer.reset();
    this.#gate.flush();
  }

  /**
   * @param isLeft whether the session is left for another conversation of the same person. Then its unsent messages are
   *   still sent.
   */
  #end(isLeft = false): void {
    const session = this.#session;
    if (!session) return;
    this.#unobserve?.();
    this.left.leave(session, this.#leavePage ?? (() => {}), isLeft);
    this.#session = null;
    this.#idle = initialState(null, this.#view);
    if (this.#isTold) this.#link.observer.state(this.#idle, session.state);
    this.#isTold = false;
    this.#gate.flush();
  }

  #setToken(token: string | null): void {
    if (!this.#session) return this.#soon(() => this.#connect());
    try {
      this.#session.setToken(token);
    } catch (error) {
      this.#end();
      this.#fail(error as SessionError);
    }
  }

  #unconfigured(): void {
    const error = new SessionError("config", 'No access: set "endpoint", or "session" and "token".');
    this.#idle = Object.freeze({ ...this.#idle, error });
    void this.#tellUnconfigured(error);
    this.#gate.flush();
  }

  /**
   * Reports the error once the page is idle, because a server-rendered element gets its properties only when its script
   * has run.
   */
  async #tellUnconfigured(error: SessionError): Promise<void> {
    await pageIdle();
    if (this.#session || !this.#host.isConnected || this.#idle.error !== error) return;
    this.#link.observer.error(error);
  }

  #fail(error: SessionError): void {
    this.#idle = Object.freeze({ ...this.#idle, error });
    this.#link.observer.error(error);
    this.#gate.flush();
  }
}
