/*
 * The classic script behind `<script async src="…/embed.js" data-endpoint="/api/chat"></script>`: a floating chat
 * from one tag. It holds the launcher and nothing more; the chat itself is `oc-session.js` beside it.
 */
import { make } from "./ui/launcher/dom.js";
import { OcLauncher } from "./ui/launcher/oc-launcher.js";
import { ownDocument } from "./ui/page/own-document.js";
import { documentParsed } from "./ui/page/page-state.js";
import { runPinned } from "./ui/page/pinned-module.js";

/** The hash of `oc-session.js`, by the build: an `embed.js` runs the chat it was built with and no other. */
declare const OC_SESSION_INTEGRITY: string;

const script = ownDocument("currentScript") as HTMLScriptElement;
if (!script) throw new Error("embed.js: no module");

if (!customElements.get("oc-launcher")) {
  OcLauncher.load = loader(new URL("oc-session.js", script.src).href);
  customElements.define("oc-launcher", OcLauncher);
}
// Without either it only registers the element, for launchers written as markup.
void (script.matches("[data-endpoint],[data-session]") ? addLauncher() : lookForMarkup());

/** One fetch for all launchers. */
function loader(url: string): () => Promise<unknown> {
  let fetching: Promise<unknown> | null = null;
  const fetchChat = async () => {
    if (await runPinned(url, OC_SESSION_INTEGRITY)) return;
    fetching = null;
    // Firefox remembers by its address what it could not fetch.
    url += "#";
  };
  return () => (fetching ??= fetchChat());
}

async function addLauncher(): Promise<void> {
  const chat = make("oc-session");
  const launcher = make("oc-launcher", {}, chat);
  for (const { name, value } of script.attributes) {
    const attribute = /^data-(?!on|style$)(.+)/.exec(name)?.[1];
    if (!attribute) continue;
    const isLaunchers = ["id", ...OcLauncher.observedAttributes].includes(attribute);
    (isLaunchers ? launcher : chat).setAttribute(attribute, value);
  }
  delete script.dataset["token"];
  await documentParsed();
  const place = () => {
    const body = ownDocument("body");
    // A tag manager or a router may run the same tag again; one chat of a kind is enough.
    if (!all("oc-launcher").some((other) => kind(other) === kind(launcher))) body?.append(launcher);
    // Sites swap whole bodies (Turbo), what is in them (htmx) or all of the document (React), and the tag with it.
    for (const swapped of [ownDocument("documentElement"), body])
      if (swapped) swaps.observe(swapped, { childList: true });
  };
  const swaps = new MutationObserver(() => {
    if (all("script").some((other) => other.src === script.src)) place();
  });
  place();
}

/** Some tag managers drop all that begins with `data-`, and nothing else would say why there is no chat. */
async function lookForMarkup(): Promise<void> {
  await documentParsed();
  if (!document.querySelector("oc-launcher")) console.warn("embed.js: no data-endpoint, no <oc-launcher>");
}

function all<Tag extends keyof HTMLElementTagNameMap>(tag: Tag): HTMLElementTagNameMap[Tag][] {
  return [...document.querySelectorAll(tag)];
}

function kind({ id, firstElementChild: chat }: Element): string {
  return `${id} ${chat?.getAttribute("endpoint")}`;
}
