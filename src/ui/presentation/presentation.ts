import type { Entry, MessageEntry } from "../../session/state/state.js";
import type { SessionEvent } from "../../wire/events.js";
import type { Direction } from "../language/language-tag.js";
import { format, type Strings } from "../language/strings.js";
import type { UrlPolicy } from "./safe-urls.js";
import { visibleText } from "./visible-text.js";

/**
 * Draws events of one type in the host's own way. A string is shown as text; `undefined` asks for the default; `null`
 * hides the event; a Node becomes a light child of the element, so that the page's own CSS applies to it. `signal` is
 * aborted when the entry leaves the document or changes.
 */
export type Renderer = (
  event: SessionEvent,
  context: { readonly signal: AbortSignal },
) => Node | string | null | undefined;

/** Renderers by exact event type or by `prefix.*`. An exact type comes first, then the longest prefix. */
export type Renderers = Readonly<Record<string, Renderer>>;

/** A file that was uploaded. Fields that are left out are taken from the `File`. */
export interface UploadedFile {
  /**
   * An http or https address that the agent and all readers of the conversation can open; may be relative to the page.
   */
  readonly url: string;
  readonly name?: string;
  /** Media type. */
  readonly type?: string;
  /** In bytes. */
  readonly size?: number;
}

/**
 * Puts a file where the agent can read it. `signal` is aborted when the file is not wanted any more. `onProgress` takes
 * the part of the file that has been sent, from 0 to 1. An error is shown as a failure that the person can retry.
 */
export type Upload = (
  file: File,
  context: { readonly signal: AbortSignal; readonly onProgress: (share: number) => void },
) => Promise<UploadedFile>;

/** Colours a block of code. Its class names the language. Called for each block that is shown, also more than once. */
export type HighlightCode = (code: HTMLElement, strings: Strings) => void;

/** Draws a formula as MathML, and adds its style sheet to `root`; null where the formula cannot be read. */
export type MakeMath = (tex: string, isDisplay: boolean, root: ShadowRoot | null) => Element | null;

/** A button at each message. */
export interface MessageAction {
  /** Names the action in `oc-action`. */
  readonly name: string;
  /** The words of the button, or its name where it shows an icon. Plain text. */
  readonly label: string;
  /** SVG path data (`d`) on a grid of 24 by 24 units; the path is filled. */
  readonly icon?: string | null | undefined;
  /** `agent`: only at the agent's messages. `user`: only at people's. Default: at both. */
  readonly for?: "agent" | "user" | null | undefined;
  /** Makes it a toggle button. Returns whether the button is pressed at a message. Called at each drawing. */
  readonly pressed?: ((entry: Entry) => boolean) | null | undefined;
}

/** Gives the address of a page that shows an entry. */
export type Permalink = (entry: Entry) => string;

/**
 * All that decides how the inner elements draw, besides the state: strings, policies and other settings of the host. It
 * is a frozen object that is replaced only when something in it changes, so that a comparison of identity finds every
 * change.
 */
export interface Presentation {
  readonly strings: Strings;
  /** BCP 47 tag for dates; "" while they cannot be drawn yet. */
  readonly locale: string;
  /**
   * The direction of dates, where it is not that of the page; "" where both agree. The `strings` carry their direction
   * in themselves.
   */
  readonly dir: Direction | "";
  readonly agentName: string;
  /** URL of the agent's face, as the host set it; "" for none. */
  readonly agentAvatar: string;
  readonly links: UrlPolicy;
  readonly images: UrlPolicy;
  readonly renderers: Renderers | null;
  /** The host's actions at messages; null where messages have no buttons but Copy. */
  readonly actions: readonly MessageAction[] | null;
  /** Gives the address of a message; null where the host has not set `permalink`. */
  readonly permalink: Permalink | null;
  /**
   * Whether a message can be put back into the composer, to be sent anew: with `actions`, and a composer to write in.
   */
  readonly canEdit: boolean;
  /** Colours code, once its file is loaded; null unless the host has asked for it. */
  readonly highlightCode: HighlightCode | null;
  /** Draws formulas; null unless the host has asked for it and its file is loaded. */
  readonly makeMath: MakeMath | null;
  /** The names in the host's `features`. The same object as long as they are the same. */
  readonly features: ReadonlySet<string>;
  /**
   * How the agent's work is shown: `none`, not at all; `line`, folded under one line; `steps`, unfolded while it goes
   * on.
   */
  readonly activity: "none" | "line" | "steps";
  /** The `<oc-session>` element, which gets the nodes of renderers as light children. */
  readonly host: HTMLElement;
}

/** The agent's name in texts. */
export function agentNameOf({ agentName, strings }: Pick<Presentation, "agentName" | "strings">): string {
  return agentName || format(strings, "author.agent");
}

/** The name of a message's author. */
export function authorName({ from, mine, name }: MessageEntry, { strings, agentName }: Presentation): string {
  if (mine) return format(strings, "author.you");
  const given = visibleText(from === "agent" ? agentName || name : name).trim();
  return given || format(strings, `author.${from}`);
}
