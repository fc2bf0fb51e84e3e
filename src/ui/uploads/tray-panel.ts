import { spoken } from "../language/spoken.js";
import { adoptRules } from "../page/adopt-rules.js";
import { CLIP, drawIcon } from "../presentation/drawn-icon.js";
import { make, write } from "../presentation/nodes.js";
import type { Presentation } from "../presentation/presentation.js";
import { FILE_RULES } from "../attachments/styles.js";
import { ENGLISH, type FileSay } from "../attachments/words.js";
import { TrayRow } from "./tray-row.js";
import type { TrayFile } from "./upload-queue.js";

/** The callbacks of the panel's controls. */
export interface TrayActions {
  readonly onPick: (files: readonly File[]) => void;
  readonly onRemove: (id: number) => void;
  readonly onRetry: (id: number) => void;
  /** Called when the person stops the sending of a message that waits for its files. */
  readonly onHold: () => void;
  readonly previewOf: (file: TrayFile) => Promise<HTMLCanvasElement | null> | undefined;
}

/** Everything that the panel draws. */
export interface TrayState {
  readonly files: readonly TrayFile[];
  readonly accept: string;
  readonly isWaiting: boolean;
  readonly isBlocked: boolean;
  readonly isUploading: boolean;
  readonly isUsable: boolean;
  readonly refusals: readonly string[];
  /** Whether files of the draft were lost with an earlier page, because their uploads had not finished. */
  readonly hasLost: boolean;
  readonly presentation: Presentation;
}

/**
 * Draws the files in the composer: their rows, notes about them, and the attach button; and the cover over the chat
 * while files are dragged over it.
 */
export class TrayPanel {
  readonly cover = make("div", { class: "drop-cover" });
  readonly #actions: TrayActions;
  readonly #list = make("ul", { class: "tray-files" });
  /**
   * A live region without a role: screen readers stop at an empty element with the role `status`, and read all of it
   * again when one of its notes changes.
   */
  readonly #notes = make("div", { class: "tray-notes", "aria-live": "polite" });
  readonly #held = make("span", {});
  readonly #hold = make("button", { class: "button", type: "button" });
  readonly #holding = make("div", { class: "tray-held" }, this.#held, this.#hold);
  readonly #announcer = make("span", { class: "visually-hidden", "aria-live": "polite" });
  readonly #input = make("input", { type: "file", multiple: "", hidden: "", tabindex: "-1" });
  readonly #button = make("button", { part: "attach-button", type: "button" }, drawIcon(CLIP));
  readonly #rows = new Map<number, TrayRow>();
  readonly element = make(
    "div",
    { class: "tray" },
    ...[this.#notes, this.#list, this.#holding, this.#announcer, this.cover],
  );
  readonly control = make("span", { class: "attach" }, this.#input, this.#button);

  constructor(actions: TrayActions) {
    this.#actions = actions;
    this.#hold.addEventListener("click", actions.onHold);
    this.#button.addEventListener("click", () => this.#input.click());
    this.#input.addEventListener("change", () => {
      const files = [...(this.#input.files ?? [])];
      // Without this, picking the same file again would fire no event.
      this.#input.value = "";
      actions.onPick(files);
    });
    // The events of the file input must not reach the page: only those of the text field do.
    for (const type of ["input", "change"])
      this.#input.addEventListener(type, (event) => event.stopPropagation());
  }

  /** Whether the panel is in a document. */
  get isShown(): boolean {
    return this.element.isConnected;
  }

  showCover(isOver: boolean): void {
    this.cover.classList.toggle("over", isOver);
  }

  /** Announces the end of an upload to screen readers. */
  announce({ name, state }: TrayFile, presentation: Presentation): void {
    const say = spoken(presentation, ENGLISH);
    const words = state === "done" ? say("upload.done", { name }) : `${name}: ${say("error.upload")}`;
    this.#say(words);
  }

  /** Has screen readers say something, also if it was the last thing they said: a new node is news. */
  #say(words: string): void {
    this.#announcer.replaceChildren(make("span", {}, words));
  }

  update(state: TrayState): void {
    const { accept, isUsable, isWaiting, presentation } = state;
    const say = spoken(presentation, ENGLISH);
    adoptRules(presentation.host.shadowRoot, FILE_RULES);
    this.#drawRows(state, say);
    this.#list.ariaLabel = say("upload.label");
    this.#drawNotes(state, say);
    const held = say("upload.held");
    // The note is shown with its text, so it is no news of a live region.
    if (isWaiting === this.#holding.hidden) this.#say(isWaiting ? held : "");
    write(this.#held, held);
    write(this.#hold, say("upload.hold"));
    this.#holding.hidden = !isWaiting;
    write(this.cover, say("upload.drop"));
    this.#button.ariaLabel = this.#button.title = say("upload.attach");
    this.#button.disabled = !isUsable;
    this.#input.accept = accept;
  }

  #drawRows({ files, presentation }: TrayState, say: FileSay): void {
    const kept = new Set(files.map(({ id }) => id));
    for (const [id, row] of this.#rows) if (!kept.has(id)) this.#drop(id, row);
    for (const file of files) {
      const { id } = file;
      let row = this.#rows.get(id);
      if (!row) {
        const { onRemove, onRetry, previewOf } = this.#actions;
        row = new TrayRow(previewOf(file), { onRemove: () => onRemove(id), onRetry: () => onRetry(id) });
        this.#rows.set(id, row);
        this.#list.append(row.element);
      }
      row.update(file, presentation, say);
    }
  }

  /**
   * Removes the row of a file. If it had the focus, the focus moves to a neighbouring row, or to the attach button if
   * there is none.
   */
  #drop(id: number, row: TrayRow): void {
    const hadFocus = row.element.matches(":focus-within");
    const ids = [...this.#rows.keys()];
    const next = ids[ids.indexOf(id) + 1] ?? ids[ids.indexOf(id) - 1];
    this.#rows.delete(id);
    row.element.remove();
    if (!hadFocus) return;
    const neighbour = next === undefined ? undefined : this.#rows.get(next);
    if (neighbour) neighbour.focus();
    else this.#button.focus();
  }

  #drawNotes({ isBlocked, isUploading, hasLost, refusals }: TrayState, say: FileSay): void {
    const notes: readonly (readonly [words: string, className: string])[] = [
      ...refusals.map((words) => [words, "refused"] as const),
      ...(isBlocked ? [[say("upload.blocked"), "refused"] as const] : []),
      ...(hasLost ? [[say("upload.lost"), ""] as const] : []),
      ...(isUploading ? [[say("upload.not-kept"), ""] as const] : []),
    ];
    const { children } = this.#notes;
    // A note that stays is not touched, because screen readers would read it again. The order of notes never changes.
    for (const known of [...children])
      if (!notes.some(([words]) => words === known.textContent)) known.remove();
    notes.forEach(([words, className], i) => {
      if (children[i]?.textContent !== words)
        this.#notes.insertBefore(make("p", { class: className }, words), children[i] ?? null);
    });
  }
}
