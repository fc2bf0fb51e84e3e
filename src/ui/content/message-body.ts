import { loadedMarkdown, loadMarkdown, type Markup } from "./markdown-loader.js";
import { plainElement } from "./plain-text.js";

type Body = InstanceType<Markup["WrittenBody"]>;
type Shown = Parameters<Body["update"]>;

/** The text of one message; plain text until the markdown code is loaded. */
export class MessageBody {
  /** The element with the text. The owner sets its part name and inserts it. */
  readonly element = document.createElement("div");
  #written: Body | null = null;
  /** The arguments of the last `update`, while the code is not loaded. */
  #last: Shown | null = null;

  /** Shows a text. Takes the arguments of `WrittenBody.update`. */
  update(...shown: Shown): void {
    const markup = loadedMarkdown();
    if (!markup) return this.#showPlain(shown);
    this.#last = null;
    if (!this.#written) this.element.replaceChildren();
    this.#written ??= new markup.WrittenBody(this.element);
    this.#written.update(...shown);
  }

  /** Adds, for printing, everything that "Show more" would show; `false` reverts that. */
  print(on: boolean): void {
    this.#written?.print(on);
  }

  #showPlain(shown: Shown): void {
    this.#last = shown;
    this.element.replaceChildren(plainElement(shown[0]));
    void loadMarkdown().then((loaded) => loaded && this.#last === shown && this.update(...shown));
  }
}
