import { type Chat, keptName } from "./chat.js";
import { make } from "./dom.js";
import { isBehindModal } from "./page-around.js";
import { ownDocument } from "../page/own-document.js";
import { pageIdle } from "../page/page-state.js";

/** The properties and methods of the launcher that the invite uses. */
type Launcher = HTMLElement & { readonly open: boolean; readonly invite: string; show(): void };

/** How long after the page has loaded and is idle the invite is shown. */
const AFTER_MS = 1_000;
/**
 * Matches phones, as the media query in the launcher's styles does. There an invite would cover the content of the
 * page.
 */
const PHONE = "(max-width: 30rem), (max-height: 28rem)";

// Named like Lit's tag, so that editors and formatters treat the text as CSS.
const css = String.raw;

const rules = css`
  [part="invite"] {
    position: fixed;
    inset-block: auto calc(var(--_below) + 4.25em);
    inset-inline: var(--_inline);
    box-sizing: border-box;
    max-inline-size: min(20em, 100vw - 2 * var(--_inset));
    margin: 0;
    padding: 0;
    border: 1px solid var(--_line);
    border-radius: var(--oc-radius, 12px);
    background: var(--oc-surface, Canvas);
    color: var(--oc-text, CanvasText);
    box-shadow: 0 6px 20px rgb(0 0 0 / 0.25);
    overflow: visible;
  }

  [part="invite"]:popover-open {
    display: flex;
    align-items: flex-start;
  }

  :host([open]) [part="invite"] {
    display: none;
  }

  [part="invite"] button:first-child {
    flex: 1;
    padding-block: 0.75em;
    padding-inline: 1em 0;
    line-height: 1.4;
    overflow-wrap: anywhere;
    text-align: start;
    unicode-bidi: plaintext;
  }

  [part="invite-close"] {
    flex: none;
    inline-size: 2em;
    block-size: 2em;
    margin: 0.5em;
    padding: 0;
    opacity: 0.7;
  }

  /* A cross, drawn with borders, which forced colours keep. */
  [part="invite-close"] i,
  :host([open]) [part="invite-close"] i {
    position: relative;
    inline-size: 1em;
    block-size: 1em;
    margin: auto;
    border: 0;
    border-radius: 0;
    rotate: 45deg;
    scale: 1;
    translate: 0;
  }

  [part="invite-close"] i::before,
  [part="invite-close"] i::after {
    content: "";
    position: absolute;
    inset: calc(50% - 1px) 0 auto;
    border-block-start: 2px solid;
  }

  [part="invite-close"] i::after {
    rotate: 90deg;
  }

  @media (max-width: 30rem), (max-height: 28rem) {
    [part="invite"]:popover-open {
      display: none;
    }
  }

  /* Forced colours give each button a border. The button with the text needs none, because the box has one. */
  @media (forced-colors: active) {
    [part="invite"] > button:first-child {
      border: 0;
    }
  }

  @media not (prefers-reduced-motion) {
    @starting-style {
      [part="invite"]:popover-open {
        opacity: 0;
        translate: 0 0.5em;
      }
    }
  }

  @media print {
    [part="invite"] {
      display: none !important;
    }
  }
`;

/**
 * Shows a launcher's invite beside its button, once for each person and site. A press of the invite opens the chat. No
 * invite is shown on phones, over a dialog, or if the storage cannot record that it was shown.
 */
export async function invite(launcher: Launcher): Promise<void> {
  await pageIdle();
  await new Promise((later) => setTimeout(later, AFTER_MS));
  await visible();
  const root = launcher.shadowRoot;
  const isInTheWay = matchMedia(PHONE).matches || isBehindModal(launcher) || launcher.open;
  if (!root || !launcher.isConnected || isInTheWay || !launcher.invite || !isFirst(launcher)) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  root.adoptedStyleSheets.push(sheet);
  const button = root.querySelector<HTMLElement>("[part=launcher-button]");
  const words = make("button", { onclick: () => launcher.show() }, launcher.invite);
  const close = make("button", { part: "invite-close" }, make("i"));
  // The name is that of the panel's close button, which follows the language. It is copied, because in Firefox the label
  // of a hidden element names no other one.
  const named = root.querySelector("[part=close-button]");
  const name = () => (close.ariaLabel = named?.ariaLabel ?? "");
  const naming = new MutationObserver(name);
  name();
  const box = make("div", { part: "invite", popover: "manual" }, words, close);
  const heard = make("span", { className: "spoken", ariaLive: "polite" });
  const end = () => {
    naming.disconnect();
    const hadFocus = box.contains(root.activeElement);
    box.remove();
    heard.remove();
    if (hadFocus && !launcher.open) button?.focus();
  };
  close.onclick = end;
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    // Otherwise the key would also close a dialog of the page around the launcher.
    event.preventDefault();
    end();
  });
  launcher.addEventListener("oc-show", end, { once: true });
  // The invite is inserted before the panel, so that the Tab key reaches it first.
  button?.after(box, heard);
  if (named) naming.observe(named, { attributeFilter: ["aria-label"] });
  box.togglePopover?.(true);
  heard.textContent = launcher.invite;
}

/** Resolves once the page is visible. */
async function visible(): Promise<void> {
  while (ownDocument("visibilityState") === "hidden")
    await new Promise((shown) => document.addEventListener("visibilitychange", shown, { once: true }));
}

/** Whether this person has not been invited on this site before. Records the invitation. */
function isFirst(launcher: Element): boolean {
  const name = keptName(launcher, launcher.querySelector<Chat>("oc-session"));
  const key = `oc-session:invite:${name}`;
  try {
    if (name === null || localStorage.getItem(key) !== null) return false;
    localStorage.setItem(key, "");
    return localStorage.getItem(key) !== null;
  } catch {
    return false;
  }
}
