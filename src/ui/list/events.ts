/** Detail of `oc-select`. */
export interface SelectDetail {
  readonly session: string;
}

/** Detail of `oc-rename`. */
export interface RenameDetail {
  readonly session: string;
  /** The new title: one line of plain text, never empty. */
  readonly title: string;
}

/** Detail of `oc-delete`. */
export interface DeleteDetail {
  readonly session: string;
}

/** The events that `<oc-session-list>` dispatches. */
export interface OcSessionListEventMap {
  "oc-select": CustomEvent<SelectDetail>;
  "oc-rename": CustomEvent<RenameDetail>;
  "oc-delete": CustomEvent<DeleteDetail>;
}

declare global {
  interface GlobalEventHandlersEventMap extends OcSessionListEventMap {}
}
