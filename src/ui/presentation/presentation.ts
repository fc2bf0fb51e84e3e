import type { Entry, MessageEntry } from "../../session/state/state.js";
import type { SessionEvent } from "../../wire/events.js";
import type { Direction } from "../language/language-tag.js";
import { format, type Strings } from "../language/strings.js";
import type { UrlPolicy } from "./safe-urls.js";
import { visibleText } from "./visible-text.js";

/**
 * A host's function that draws events of a type. A string is shown as text; `undefined` draws the default; `null` hides
 * the event; a Node is appended to the element's light DOM, so that the page's CSS applies to it. `signal` is aborted
 * when the entry leaves the document or changes; at once, if the entry is not drawn, and is to be copied, exported or
 * announced unless it is hidden.
 */
export type Renderer = (
  event: SessionEvent,
  context: { readonly signal: AbortSignal },
) => Node | string | null | undefined;

/** Renderers by exact event type or by `prefix.*`. An exact type comes first, then the longest prefix. */
export type Renderers = Readonly<Record<string, Renderer>>;

/** A file that was uploaded. Fields that are left out are taken from the `File`. */
export interface UploadedFile {
  /** An http or https URL that the agent and all readers of the conversation can open; may be relative to the page. */
  readonly url: string;
  readonly name?: string;
  /** Media type. */
  readonly type?: string;
  /** In bytes. */
  readonly size?: number;
}

/**
 * Uploads a file to a place where the agent can read it. `signal` is aborted when the file is removed. `onProgress`
 * takes the fraction of the file that has been sent, from 0 to 1. An error is shown as a failure that the person can
 * retry.
 */
export type Upload = (
  file: File,
  context: { readonly signal: AbortSignal; readonly onProgress: (share: number) => void },
) => Promise<UploadedFile>;

/**
 * Colours a block of code, whose class names the language. Called for each block that is shown, possibly more than
 * once.
 */
export type HighlightCode = (code: HTMLElement, strings: Strings) => void;

/** Draws a formula as MathML, and adds its style sheet to `root`. Null if the formula cannot be parsed. */
export type MakeMath = (tex: string, isDisplay: boolean, root: ShadowRoot | null) => Element | null;

/** A button at each message. */
export interface MessageAction {
  /** The name of the action in `oc-action`. */
  readonly name: string;
  /** The text of the button, or its accessible name if it shows an icon. Plain text. */
  readonly label: string;
  /** SVG path data (`d`) on a grid of 24 by 24 units; the path is filled. */
  readonly icon?: string | null | undefined;
  /** `agent`: only at the agent's messages. `user`: only at people's. Default: at both. */
  readonly for?: "agent" | "user" | null | undefined;
  /** Makes the action a toggle button. Returns whether the button is pressed at a message. Called at each drawing. */
  readonly pressed?: ((entry: Entry) => boolean) | null | undefined;
}

/** Returns the URL of a page that shows an entry. */
export type Permalink = (entry: Entry) => string;

/**
 * Everything besides the state that decides how the inner elements draw: strings, policies and other settings of the
 * host. It is a frozen object that is replaced only when something in it changes, so a comparison by identity detects
 * every change.
 */
export interface Presentation {
  readonly strings: Strings;
  /** BCP 47 tag for dates; "" while dates cannot be formatted yet. */
  readonly locale: string;
  /** The minutes from the device's time to UTC. Another time zone is another presentation, which draws all times anew. */
  readonly utcOffset: number;
  /**
   * The direction of dates, if it differs from that of the page; else "". The `strings` contain isolate characters for
   * their direction.
   */
  readonly dir: Direction | "";
  readonly agentName: string;
  /** URL of the agent's picture, as the host set it; "" for none. */
  readonly agentAvatar: string;
  readonly links: UrlPolicy;
  readonly images: UrlPolicy;
  readonly renderers: Renderers | null;
  /** The host's actions at messages; null where Copy is the only button. */
  readonly actions: readonly MessageAction[] | null;
  /** Returns the URL of a message; null where the host has not set `permalink`. */
  readonly permalink: Permalink | null;
  /**
   * Whether the text of a message can be put into the composer, to be sent again: if the host has set `actions`, and
   * the composer is usable.
   */
  readonly canEdit: boolean;
  /** Whether failed messages can be sent again: not if the conversation has ended. */
  readonly canRetry: boolean;
  /** Colours code, once its file is loaded; null unless `features` has `highlight`. */
  readonly highlightCode: HighlightCode | null;
  /** Draws formulas; null unless `features` has `math` and its file is loaded. */
  readonly makeMath: MakeMath | null;
  /** The names in the host's `features`. The same object while the names are the same. */
  readonly features: ReadonlySet<string>;
  /**
   * How the agent's work is shown. `none`: not at all. `line`: collapsed to one line. `steps`: expanded while the agent
   * works.
   */
  readonly activity: "none" | "line" | "steps";
  /** The `<oc-session>` element. The nodes of renderers are appended to its light DOM. */
  readonly host: HTMLElement;
}

/** The agent's name, for texts. */
export function agentNameOf({ agentName, strings }: Pick<Presentation, "agentName" | "strings">): string {
  return agentName || format(strings, "author.agent");
}

/** The name of a message's author. */
export function authorName({ from, mine, name }: MessageEntry, { strings, agentName }: Presentation): string {
  if (mine) return format(strings, "author.you");
  const given = visibleText(from === "agent" ? agentName || name : name).trim();
  return given || format(strings, `author.${from}`);
}
