import type { SessionEvent } from "../../wire/events.js";
import type { Direction } from "../language/language-tag.js";
import { format, type Strings } from "../language/strings.js";
import type { UrlPolicy } from "./safe-urls.js";

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

/** Colours a block of code, whose language is in its class. Called for each block that is shown, perhaps again. */
export type HighlightCode = (code: HTMLElement, strings: Strings) => void;

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
  /** Colours code; null where nobody asks for it, or while it is not loaded. */
  readonly highlightCode: HighlightCode | null;
  /** Whether work is shown: not at all, folded under a line, or unfolded while it goes on. */
  readonly activity: "none" | "line" | "steps";
  /** The custom element itself: where nodes made by renderers become light children. */
  readonly host: HTMLElement;
}

/** What the agent is called where it is spoken of. */
export function agentNameOf({ agentName, strings }: Pick<View, "agentName" | "strings">): string {
  return agentName || format(strings, "author.agent");
}
