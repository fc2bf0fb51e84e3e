import { drawIcon, IMAGE } from "../presentation/drawn-icon.js";
import { pagePlace } from "../links/link.js";
import { judgeImage } from "../presentation/safe-urls.js";
import { type Say, spoken } from "../language/spoken.js";
import type { Presentation } from "../presentation/presentation.js";
import { ENGLISH } from "./words.js";

/** The URL and the alternative text of each image, placeholder and note of a failure. */
const shown = new WeakMap<Node, string>();

/** Whether two elements stand for the same image: loaded, not loaded yet, or failed. */
export function isSameImage(a: Node, b: Node): boolean {
  return shown.has(a) && shown.get(a) === shown.get(b);
}

/**
 * An image, if the host's policy allows to load it at once; else a button that names the host of the image, and loads
 * it when pressed. For a URL that no policy allows, the alternative text.
 */
export function createImage(src: string, alt: string, presentation: Presentation): HTMLElement | Text {
  const verdict = judgeImage(src, presentation.images, pagePlace());
  if (!verdict) return new Text(alt);
  const { url, allowed } = verdict;
  const say = spoken(presentation, ENGLISH);
  const image = allowed ? loadImage(url, alt, say) : createPlaceholder(url, alt, say);
  shown.set(image, `${url.href} ${alt}`);
  return image;
}

function createPlaceholder(url: URL, alt: string, say: Say<keyof typeof ENGLISH>): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("part", "image-placeholder");
  const label = url.host ? say("content.image-from", { host: url.host }) : say("content.image");
  const words = document.createElement("span");
  if (alt) {
    const said = document.createElement("span");
    said.className = "image-alt";
    said.textContent = alt;
    words.append(said, " · ");
  }
  words.append(label);
  button.append(drawIcon(IMAGE), words);
  button.addEventListener("click", () => {
    const image = loadImage(url, alt, say);
    // The button had the focus, so the image gets it.
    image.tabIndex = -1;
    take(button, image);
    image.focus({ preventScroll: true });
  });
  return button;
}

function loadImage(url: URL, alt: string, say: Say<keyof typeof ENGLISH>): HTMLImageElement {
  const image = document.createElement("img");
  image.setAttribute("part", "image");
  image.alt = alt;
  image.loading = "lazy";
  image.decoding = "async";
  image.referrerPolicy = "no-referrer";
  image.addEventListener("error", () => {
    const words = document.createElement("span");
    words.textContent = [alt, say("content.image-failed")].filter(Boolean).join(" · ");
    take(image, words);
  });
  // `src` is set last, because it starts the request, which depends on the other properties.
  image.src = url.href;
  return image;
}

/** Replaces an element by another one for the same image. */
function take(place: Element, other: Element): void {
  shown.set(other, shown.get(place) ?? "");
  place.replaceWith(other);
}
