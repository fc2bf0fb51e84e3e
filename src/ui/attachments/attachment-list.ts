import type { Attachment } from "../../wire/attachments.js";
import { toJson } from "../../wire/json.js";
import { spoken } from "../language/spoken.js";
import { drawIcon, FILE } from "../presentation/drawn-icon.js";
import { make } from "../presentation/nodes.js";
import type { View } from "../presentation/view.js";
import { visibleText } from "../presentation/visible-text.js";
import { factsOf } from "./file-words.js";
import { shownAttachments, withoutLinks } from "./links.js";
import { copyOf, keptPreview } from "./previews.js";
import { adoptSheet } from "./styles.js";
import { ENGLISH } from "./words.js";

/** Makes links and images of addresses, by the host's policies. */
export interface AttachmentTools {
  readonly createImage: (src: string, alt: string, view: View) => Node;
  readonly createLink: (text: string, href: string, view: View) => Node;
}

/** Media types that a browser draws as an image. SVG is left out, because it is a document. */
const IMAGE = /^image\/(?:png|jpeg|gif|webp|avif)$/;

/** Draws the files of one message. While the files are the same, what a reader has loaded or focused stays. */
export class AttachmentList {
  readonly element = make("ul", { class: "attachments" });
  #drawn = "";
  #view: View | null = null;
  #attachments: readonly Attachment[] = [];

  update(attachments: readonly Attachment[], view: View, tools: AttachmentTools): void {
    this.#attachments = attachments;
    const drawn = toJson(attachments);
    const last = this.#view;
    const looksSame =
      last?.strings === view.strings && last.links === view.links && last.images === view.images;
    this.#view = view;
    if (looksSame && drawn === this.#drawn) return;
    this.#drawn = drawn;
    adoptSheet(view.host);
    this.element.ariaLabel = spoken(view, ENGLISH)("upload.label");
    const rows = shownAttachments(attachments).map((attachment) => row(attachment, view, tools));
    this.element.replaceChildren(...rows);
  }

  /** The words of the message without the addresses of the files that are shown. */
  wordsOf(text: string): string {
    return withoutLinks(text, this.#attachments);
  }
}

function row(attachment: Attachment, view: View, { createImage, createLink }: AttachmentTools): Element {
  const { url } = attachment;
  const name = visibleText(attachment.name) || url;
  const picture = IMAGE.test(attachment.type) ? make("div", { class: "file-picture" }) : null;
  const item = make("li", { part: "attachment" }, picture ?? drawIcon(FILE));
  item.append(
    make("span", { class: "file-name", dir: "auto" }, createLink(name, url, view)),
    make("span", { class: "file-facts" }, factsOf({ ...attachment, name }, view.strings.lang)),
  );
  if (!picture) return item;
  const own = keptPreview(view.host, url);
  if (!own) picture.append(createImage(url, name, view));
  else
    void own.then((canvas) => picture.append(canvas ? copyOf(canvas, name) : createImage(url, name, view)));
  return item;
}
