/** A text that changes with a number: the plural categories of CLDR, of which only `other` is certain. */
export type PluralText = { readonly other: string } & Partial<
  Readonly<Record<"zero" | "one" | "two" | "few" | "many", string>>
>;

/** Plain text, never markup. `{name}` stands for a value; `{count}` chooses the plural. */
export type Text = string | PluralText;

/**
 * Every text the elements say of themselves, in one language. Hosts override single texts through the
 * `strings` property; a language registers a whole table.
 */
export interface Strings {
  /** BCP 47 tag of the table's language: decides plurals and the look of numbers. */
  readonly lang: string;

  /** The heading, and the name of the region, unless the host gives one. */
  readonly "header.heading": Text;

  /** Names for those who have none. */
  readonly "author.agent": Text;
  readonly "author.you": Text;
  readonly "author.user": Text;
  readonly "author.system": Text;

  /** The status line, one per `connection`. `{agent}` is the agent's name throughout. */
  readonly "connection.disconnected": Text;
  readonly "connection.connecting": Text;
  readonly "connection.live": Text;
  readonly "connection.reconnecting": Text;
  readonly "connection.offline": Text;
  readonly "connection.unauthorized": Text;
  readonly "connection.closed": Text;
  /** The status line while connected, by `turn`. */
  readonly "turn.working": Text;
  readonly "turn.awaiting-input": Text;

  /** The bar below the header when the connection is not as it should be; `{count}` in seconds. */
  readonly "banner.reconnecting": Text;
  readonly "banner.reconnecting-in": Text;
  readonly "banner.offline": Text;
  readonly "banner.unauthorized": Text;
  readonly "banner.closed": Text;
  readonly "banner.read-only": Text;

  /** Under the person's own messages. `{reason}` is a sentence. */
  readonly "delivery.waiting": Text;
  readonly "delivery.sending": Text;
  readonly "delivery.sent": Text;
  readonly "delivery.picked-up": Text;
  /** It waits behind what the agent is doing. */
  readonly "delivery.queued": Text;
  /** It was sent while a question of the agent's was open, and waits for the answer; or went no further. */
  readonly "delivery.held": Text;
  readonly "delivery.discarded": Text;
  readonly "delivery.failed": Text;
  /** Failed with nobody knowing whether it arrived. */
  readonly "delivery.unsure": Text;

  /** What went wrong, by `SessionError.code`. */
  readonly "error.config": Text;
  readonly "error.endpoint": Text;
  readonly "error.org-key": Text;
  readonly "error.network": Text;
  readonly "error.unauthorized": Text;
  readonly "error.forbidden": Text;
  readonly "error.insufficient-credits": Text;
  readonly "error.not-found": Text;
  readonly "error.closed": Text;
  readonly "error.retired": Text;
  readonly "error.invalid": Text;
  readonly "error.too-large": Text;
  readonly "error.rate-limited": Text;
  readonly "error.server": Text;
  readonly "error.protocol": Text;
  readonly "error.renderer": Text;
  readonly "error.upload": Text;
  readonly "error.storage": Text;
  /** Of a message that was never tried. */
  readonly "error.stale": Text;
  /** Of an answer to a question that has been answered or given up meanwhile. */
  readonly "error.question-stale": Text;

  /** Remarks in the transcript, by the wire's code; `info`, `warning` and `error` serve unknown codes. */
  readonly "notice.artifact_removed": Text;
  readonly "notice.budget_exceeded": Text;
  readonly "notice.canceled": Text;
  readonly "notice.deadline_exceeded": Text;
  readonly "notice.failed": Text;
  readonly "notice.insufficient_credits": Text;
  readonly "notice.max_turns": Text;
  readonly "notice.needs_input": Text;
  readonly "notice.info": Text;
  readonly "notice.warning": Text;
  readonly "notice.error": Text;

  readonly "button.send": Text;
  readonly "button.stop": Text;
  /** Until the log says that the agent has stopped. */
  readonly "button.stopping": Text;
  readonly "button.retry": Text;
  readonly "button.discard": Text;
  readonly "button.reconnect": Text;
  readonly "button.new-conversation": Text;
  readonly "button.copy": Text;
  readonly "button.copy-code": Text;
  readonly "button.wrap-lines": Text;
  readonly "button.copied": Text;
  readonly "button.show-more": Text;
  /** Of the launcher's panel. */
  readonly "button.close": Text;

  /** The name of the header's menu, and what it offers. */
  readonly "menu.label": Text;
  readonly "menu.copy"?: Text;
  readonly "menu.download"?: Text;
  readonly "menu.print"?: Text;
  /** Said of a download that is done. */
  readonly "menu.downloaded"?: Text;

  /** The bar that finds words, and its name in the menu; which match the reader is at; buttons. */
  readonly "find.label"?: Text;
  readonly "find.place"?: Text;
  readonly "find.none"?: Text;
  /** While the log is being searched; `{count}` matches so far. */
  readonly "find.searching"?: Text;
  readonly "find.next"?: Text;
  readonly "find.previous"?: Text;
  /** `{count}` messages, or parts of them, have not come yet. */
  readonly "find.not-loaded"?: Text;

  readonly "composer.label": Text;
  readonly "composer.placeholder": Text;

  /** The button that offers files; the list of them, in the composer and at a message. */
  readonly "upload.attach"?: Text;
  readonly "upload.label"?: Text;
  /** What covers the chat while files are held over it. */
  readonly "upload.drop"?: Text;
  /** Names the button that takes a file away, or ends its upload. */
  readonly "upload.remove"?: Text;
  /** How a file stands, and how its upload has ended. */
  readonly "upload.queued"?: Text;
  readonly "upload.uploading"?: Text;
  readonly "upload.done"?: Text;
  /** While a message waits for its files, and the button by which it does not; and when one of them has failed. */
  readonly "upload.held"?: Text;
  readonly "upload.hold"?: Text;
  readonly "upload.blocked"?: Text;
  /** That an upload ends with its page; and that files were lost so. */
  readonly "upload.not-kept"?: Text;
  readonly "upload.lost"?: Text;
  /** Why a file was not taken; `{size}` is the largest, `{count}` the most. */
  readonly "upload.empty"?: Text;
  readonly "upload.folder"?: Text;
  readonly "upload.too-large"?: Text;
  readonly "upload.too-many"?: Text;
  readonly "upload.wrong-type"?: Text;

  readonly "transcript.label": Text;
  readonly "transcript.greeting": Text;
  readonly "transcript.prompts": Text;
  readonly "transcript.earlier": Text;
  readonly "transcript.to-end": Text;
  readonly "transcript.unread": Text;
  readonly "transcript.loading": Text;

  readonly "day.today": Text;
  readonly "day.yesterday": Text;

  /** A card's kind, above its title. */
  readonly "card.preview": Text;
  readonly "card.artifact": Text;
  readonly "card.pull-request": Text;
  /** What woke the agent without a person's message. */
  readonly "card.source": Text;
  /** The line under which a card's data, or its long text, is folded. */
  readonly "card.payload": Text;

  /** What GitHub reports, as a card's title; the pull request's number follows. */
  readonly "report.checks_completed": Text;
  readonly "report.review_submitted": Text;
  readonly "report.comment": Text;
  readonly "report.merged": Text;
  readonly "report.closed": Text;

  /** How a pull request's review or checks came out; what was said, or the checks' names, follows. */
  readonly "verdict.approved": Text;
  readonly "verdict.changes-requested": Text;
  readonly "verdict.failing": Text;

  /** The line under which a turn's work is folded, while it is done and afterwards. */
  readonly "work.steps": Text;
  readonly "work.did": Text;
  /** How a step stands. */
  readonly "work.running": Text;
  readonly "work.ok": Text;
  readonly "work.failed": Text;
  /** How many messages wait behind what the agent is doing. */
  readonly "work.queued": Text;
  /** The line under which a tool's output is folded. */
  readonly "work.output": Text;

  /** Said of a message in which the agent asks something; names the group of answers offered; gives none of them. */
  readonly "question.label": Text;
  readonly "question.options": Text;
  readonly "question.dismiss": Text;

  /** Names of boxes that scroll sideways. */
  readonly "content.code": Text;
  readonly "content.table": Text;
  /** A remote image that waits for a click; `{host}` is where it would be fetched from. */
  readonly "content.image": Text;
  readonly "content.image-from": Text;
  readonly "content.image-failed": Text;
  /** Stands on paper for a message whose words have not come. */
  readonly "content.not-loaded": Text;
  readonly "content.partial": Text;
  /** After a link whose text names another place than it leads to. */
  readonly "content.link-host": Text;
  readonly "content.link-new-tab": Text;

  /** At a message: the name of its buttons, the button for those that have no room, and what every chat offers. */
  readonly "action.label"?: Text;
  readonly "action.more"?: Text;
  readonly "action.edit"?: Text;
  readonly "action.copy-markdown"?: Text;
  readonly "action.copy-link"?: Text;

  /** Footnotes: their name; that of the sign in the words, `{label}` as it is written; the way back from one to that. */
  readonly "note.label"?: Text;
  readonly "note.reference"?: Text;
  readonly "note.back"?: Text;

  /** Where an answer's links lead: the list's name, and the button for those that are folded. */
  readonly "sources.label"?: Text;
  readonly "sources.more"?: Text;

  /** Asked before a conversation is left in which the agent is at work. */
  readonly "new.confirm"?: Text;
  readonly "new.stay"?: Text;

  /** The bell, and what it says where the browser lets nothing through. */
  readonly "notify.button"?: Text;
  readonly "notify.blocked"?: Text;

  /** Of `<oc-session-list>`. */
  readonly "list.label"?: Text;
  readonly "list.empty"?: Text;
  readonly "list.untitled"?: Text;
  readonly "list.working"?: Text;
  readonly "list.awaiting-input"?: Text;
  readonly "list.rename"?: Text;
  readonly "list.name"?: Text;
  readonly "list.delete"?: Text;
  readonly "list.confirm"?: Text;
  readonly "list.cancel"?: Text;

  /** Said to screen readers only. */
  readonly "announce.live": Text;
  readonly "announce.message": Text;
  readonly "announce.failed": Text;
}

/**
 * Texts of what is loaded when it is asked for. The built-in table has none of them: each of those files brings its
 * English along, so that no other chat loads it.
 */
export type LaterKey = Exclude<
  Extract<
    keyof Strings,
    `${"action" | "find" | "menu" | "new" | "note" | "notify" | "list" | "sources" | "upload"}.${string}`
  >,
  "menu.label"
>;

/** The name of a text that every table has. */
export type StringKey = Exclude<keyof Strings, "lang" | LaterKey>;

const plurals = new Map<string, Intl.PluralRules>();

function pluralRules(lang: string): Intl.PluralRules {
  let rules = plurals.get(lang);
  if (!rules) plurals.set(lang, (rules = new Intl.PluralRules(lang)));
  return rules;
}

/**
 * The text of `key` with its `{name}`s replaced, numbers in the table's language. A name without a value
 * stays as it is. The result is plain text: put it into the page as text.
 */
export function format(
  strings: Strings,
  key: StringKey,
  values: Readonly<Record<string, string | number>> = {},
): string {
  const entry = strings[key];
  const text =
    typeof entry === "string"
      ? entry
      : (entry[pluralRules(strings.lang).select(Number(values["count"]))] ?? entry.other);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (typeof value === "number") return value.toLocaleString(strings.lang);
    return value ?? whole;
  });
}
