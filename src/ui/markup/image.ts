import { drawIcon, IMAGE } from "../presentation/drawn-icon.js";
import { pagePlace } from "../links/link.js";
import { judgeImage } from "../presentation/safe-urls.js";
import { format, type Strings } from "../language/strings.js";
import type { View } from "../presentation/view.js";

/**
 * An image, where the host lets it be fetched unasked; else a button that says where it would come from and
 * fetches it when pressed; else, for an address that is none, its words.
 */
export function createImage(src: string, alt: string, view: View): HTMLElement | Text {
  const verdict = judgeImage(src, view.images, pagePlace());
  if (!verdict) return new Text(alt);
  const { url, allowed } = verdict;
  return allowed ? loadImage(url, alt, view.strings) : createPlaceholder(url, alt, view.strings);
}

function createPlaceholder(url: URL, alt: string, strings: Strings): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("part", "image-placeholder");
  const label = url.host
    ? format(strings, "content.image-from", { host: url.host })
    : format(strings, "content.image");
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
    const image = loadImage(url, alt, strings);
    // The button held the focus; what takes its place keeps it.
    image.tabIndex = -1;
    button.replaceWith(image);
    image.focus({ preventScroll: true });
  });
  return button;
}

function loadImage(url: URL, alt: string, strings: Strings): HTMLImageElement {
  const image = document.createElement("img");
  image.setAttribute("part", "image");
  image.alt = alt;
  image.loading = "lazy";
  image.decoding = "async";
  image.referrerPolicy = "no-referrer";
  image.addEventListener("error", () => {
    const words = document.createElement("span");
    words.textContent = [alt, format(strings, "content.image-failed")].filter(Boolean).join(" · ");
    image.replaceWith(words);
  });
  // Last, for the fetch starts here and takes the others into account.
  image.src = url.href;
  return image;
}
