import type { Entry, MessageEntry } from "../../session/state/state.js";
import type { SessionEvent } from "../../wire/events.js";
import type { Direction } from "../language/language-tag.js";
import { format, type Strings } from "../language/strings.js";
import type { UrlPolicy } from "./safe-urls.js";
import { visibleText } from "./visible-text.js";

/**
 * Draws events of one type its own way. A string is always text; `undefined` asks for the default; `null`
 * hides the event; a Node is placed as a light child of the host, so the page's own CSS reaches it.
 * `signal` is aborted when the entry leaves the screen or changes.
 */
export type Renderer = (
  event: SessionEvent,
  context: { readonly signal: AbortSignal },
) => Node | string | null | undefined;

/** Renderers by exact event type or by `prefix.*`; an exact type wins, then the longest prefix. */
export type Renderers = Readonly<Record<string, Renderer>>;

/** Where an upload has put a file. What is left out is taken from the file. */
export interface UploadedFile {
  /** An address of the web that the agent, and whoever reads the conversation, can open; may be relative to the page. */
  readonly url: string;
  readonly name?: string;
  /** Media type. */
  readonly type?: string;
  /** In bytes. */
  readonly size?: number;
}

/**
 * Puts a file where the agent can read it. `signal` is aborted when the file is not wanted any more; `onProgress` takes
 * how much is there, from 0 to 1. A throw is shown as a failure that can be tried again.
 */
export type Upload = (
  file: File,
  context: { readonly signal: AbortSignal; readonly onProgress: (share: number) => void },
) => Promise<UploadedFile>;

/** Colours a block of code, whose language is in its class. Called for each block that is shown, perhaps again. */
export type HighlightCode = (code: HTMLElement, strings: Strings) => void;

/** Draws a formula as MathML, with its style sheet in `root`; null where it cannot be read. */
export type MakeMath = (tex: string, isDisplay: boolean, root: ShadowRoot | null) => Element | null;

/** Something that can be done with a message: a button at it. */
export interface MessageAction {
  /** Tells it from the others in `oc-action`. */
  readonly name: string;
  /** What the button says, or is called where it shows an icon: text, never markup. */
  readonly label: string;
  /** SVG path data (`d`) on a grid of 24 by 24 units, filled; never markup. */
  readonly icon?: string | null | undefined;
  /** At the agent's messages only, or at people's. Default: both. */
  readonly for?: "agent" | "user" | null | undefined;
  /** Whether it is pressed at a message; makes a button of it that can be pressed in. Asked at each drawing. */
  readonly pressed?: ((entry: Entry) => boolean) | null | undefined;
}

/** The address of a page that leads to an entry. */
export type Permalink = (entry: Entry) => string;

/**
 * What the inner elements need to know of the host's wishes: one frozen object, replaced only when something
 * in it changes, so that its identity is their whole change check.
 */
export interface View {
  readonly strings: Strings;
  /** BCP 47 tag for dates; "" while they cannot be drawn yet. */
  readonly locale: string;
  /** How dates lie where the page lies the other way, as `strings` do by themselves; "" where both agree. */
  readonly dir: Direction | "";
  readonly agentName: string;
  /** URL of the agent's face, as the host set it; "" for none. */
  readonly agentAvatar: string;
  readonly links: UrlPolicy;
  readonly images: UrlPolicy;
  readonly renderers: Renderers | null;
  /** What can be done with a message, as the host has set it; null where messages have no buttons but Copy. */
  readonly actions: readonly MessageAction[] | null;
  /** Where a page leads to a message; null where the host does not say. */
  readonly permalink: Permalink | null;
  /** A message can be taken into the field, to be sent anew: where there are `actions`, and a field to write in. */
  readonly canEdit: boolean;
  /** Colours code; null where nobody asks for it, or while it is not loaded. */
  readonly highlightCode: HighlightCode | null;
  /** Draws formulas; null where nobody asks for it, or while it is not loaded. */
  readonly makeMath: MakeMath | null;
  /** What the host has asked for beyond what every chat does. The same object while that stays. */
  readonly features: ReadonlySet<string>;
  /** Whether work is shown: not at all, folded under a line, or unfolded while it goes on. */
  readonly activity: "none" | "line" | "steps";
  /** The custom element itself: where nodes made by renderers become light children. */
  readonly host: HTMLElement;
}

/** What the agent is called where it is spoken of. */
export function agentNameOf({ agentName, strings }: Pick<View, "agentName" | "strings">): string {
  return agentName || format(strings, "author.agent");
}

/** The author of a message, in words. */
export function authorName({ from, mine, name }: MessageEntry, { strings, agentName }: View): string {
  if (mine) return format(strings, "author.you");
  const given = visibleText(from === "agent" ? agentName || name : name).trim();
  return given || format(strings, `author.${from}`);
}
