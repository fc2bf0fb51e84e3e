import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { GetClientToken } from "../../session/access/grant.js";
import { LeftSessions } from "../../session/left-sessions.js";
import { Session } from "../../session/session.js";
import type { SessionObserver } from "../../session/fold/store.js";
import { initialState, type SessionState, type SessionView } from "../../session/state/state.js";
import { SessionError } from "../../wire/errors.js";
import { isMarkdownSettled, loadMarkdown, markdownSettled } from "../content/markdown-loader.js";
import { followPage } from "../page/page-lifecycle.js";
import { hasAccess, sameAccess, type SessionSource } from "./session-view.js";
import { RenderGate } from "./render-gate.js";
import { pageIdle } from "../page/page-state.js";
import { ownDocument } from "../page/own-document.js";

/** What the host gives a session, and hears of it. */
export interface SessionLink {
  readonly getClientToken: GetClientToken;
  readonly fetch: typeof fetch;
  readonly observer: Required<SessionObserver>;
}

/**
 * Opens, swaps and ends the {@link Session} behind an element. A swap waits one task, so that `session` and
 * `token` may be set one after the other; so does the end, so that moving the element costs nothing.
 */
export class SessionController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #link: SessionLink;
  readonly #gate: RenderGate;
  #source: SessionSource | null = null;
  #view: SessionView;
  #session: Session | null = null;
  /** The state where there is no session. */
  #idle: SessionState;
  #shown: SessionState;
  /** Those that were left for another and go on sending. */
  readonly left = new LeftSessions();
  #leavePage: (() => void) | null = null;
  #unobserve: (() => void) | null = null;
  /** Whether the host hears of the session. */
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

  /** What is known now. */
  get state(): SessionState {
    return this.#session?.state ?? this.#idle;
  }

  /** What is drawn: the state of the last frame worth drawing. */
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

  /** The session, once what was set in this task has opened it; null when there is none to open. */
  async opened(): Promise<Session | null> {
    await this.#host.updateComplete;
    if (!this.#session) await new Promise((resolve) => setTimeout(resolve));
    return this.#session;
  }

  /** Tries again now, be it only to open the session. */
  reconnect(): void {
    if (this.#session) this.#session.reconnect();
    else this.#connect();
  }

  /** Forgets the conversation, in every tab; also one that was not opened here. */
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

  /** Whether a conversation that has ended can be followed by another. */
  get canStartOver(): boolean {
    const { endpoint, hasGetClientToken } = this.#source ?? {};
    return this.state.connection === "closed" && Boolean(endpoint || hasGetClientToken);
  }

  /** Whether the conversation can be left for a new one. */
  get canBegin(): boolean {
    return this.state.session !== null && Boolean(this.#source?.endpoint || this.#source?.hasGetClientToken);
  }

  /** Leaves the conversation for a new one, which begins with the next message. What is unsent goes on being sent. */
  begin(): boolean {
    const source = this.#source;
    if (!source || !this.canBegin) return false;
    const after = this.state.session;
    this.#source = { ...source, session: null, token: null };
    this.#end(true);
    this.#open(this.#source, after);
    this.#tellOpened();
    this.#gate.flush();
    return true;
  }

  /** Leaves a conversation that has ended. What named it must not bring it back. */
  startOver(): void {
    if (this.#source) this.#source = { ...this.#source, session: null, token: null };
    this.#session?.startOver();
  }

  /** Draws without waiting for the frame: what a person just did must show. */
  flush(): void {
    this.#gate.flush();
  }

  /** Reads all of the log, and draws what came. @throws {SessionError} as {@link Session.readAll} does. */
  async readAll(signal?: AbortSignal): Promise<void> {
    await this.#session?.readAll(signal).then(() => this.flush());
  }

  /** Which conversation to show. */
  setSource(source: SessionSource): void {
    const previous = this.#source;
    this.#source = source;
    if (!previous || this.#isSame(previous, source)) {
      if (previous && source.user !== null) this.#session?.setUser(source.user);
      if (previous && previous.token !== source.token) this.#setToken(source.token);
      else if (previous?.deferred) this.#soon(() => this.#connect());
      // Session and token are both set: the request goes out before the first drawing.
      else if (!previous && this.#isComplete(source)) this.#open(source);
      return;
    }
    const isSamePerson = previous.user === source.user && sameAccess(previous, source);
    this.#end(isSamePerson);
    if (!isSamePerson) this.left.close();
    if (this.#host.isConnected) this.#soon(() => this.#connect());
  }

  /** A host may hand back the id that an endpoint has named. */
  #isSame(previous: SessionSource, { session, ...access }: SessionSource): boolean {
    const shown = this.#session?.state.session ?? null;
    const isShown = session === previous.session || (session !== null && session === shown);
    // A name for the person who has been there all along; one that the backend has given may be handed back too.
    const known = [null, access.user].includes(this.#session?.user ?? null);
    const isSameUser = previous.user === access.user || (access.user !== null && known);
    return isShown && isSameUser && sameAccess(previous, access);
  }

  /**
   * A chat inside a launcher is not complete: the launcher may be defined later, and then defers the chat
   * within the task.
   */
  #isComplete({ protocol, session, token, deferred }: SessionSource): boolean {
    return (
      Boolean(session && (token || protocol === "serverless")) &&
      !deferred &&
      !this.#host.closest("oc-launcher")
    );
  }

  /** With what eyes to read its log. */
  setView(view: SessionView): void {
    this.#view = view;
    this.#session?.setView(view);
  }

  readonly #onVisibility = (): void => {
    if (ownDocument("visibilityState") === "visible") this.#gate.flush();
  };

  /** Does `work` in a task of its own, in place of what was to be done then. */
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

  /** Opens the session; returns why that cannot be. @param after the one that a new one is to follow. */
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
        // The page is put away with what is drawn now.
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

  /** The first messages wait for what reads their markdown, which was asked for together with the log. */
  #requestDrawing({ caughtUp, log }: SessionState): void {
    if (log.length === 0 || isMarkdownSettled()) this.#gate.request(caughtUp);
    else void markdownSettled().then(() => this.#gate.request(this.state.caughtUp));
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

  /** A page that has just made the element is given a task to listen to it in. */
  #tellOpened(): void {
    if (this.#isTold) return;
    this.#isTold = true;
    this.#link.observer.state(this.state, this.#idle);
  }

  /** The session goes on, empty: what named it before must not make another one of it. */
  #onReset(): void {
    if (this.#source) this.#source = { ...this.#source, session: null, token: null };
    this.#link.observer.reset();
    this.#gate.flush();
  }

  /** @param isLeft for another conversation of the same person: what is unsent in it goes on being sent. */
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
    const error = new SessionError("config", 'not connected: set "endpoint", or "session" and "token".');
    this.#idle = Object.freeze({ ...this.#idle, error });
    void this.#tellUnconfigured(error);
    this.#gate.flush();
  }

  /** Not before the page is idle: what a server has drawn is given its properties when its script has come. */
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
