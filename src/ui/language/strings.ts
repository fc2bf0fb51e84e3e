import { formatTags } from "./format-tags.js";

/** A text with a form for each plural category of CLDR. `other` is required. */
export type PluralText = { readonly other: string } & Partial<
  Readonly<Record<"zero" | "one" | "two" | "few" | "many", string>>
>;

/** Plain text, never markup. `{name}` stands for a value; `{count}` chooses the plural. */
export type Text = string | PluralText;

/**
 * All texts of the elements in one language. A host can replace single texts by the property `strings`; the file of a
 * language registers a whole table.
 */
export interface Strings {
  /** The BCP 47 tag of the table's language. It decides plurals and the format of numbers. */
  readonly lang: string;

  /** The heading and the name of the region, where the host gives no `heading`. */
  readonly "header.heading": Text;

  /** The names of authors without a name of their own. */
  readonly "author.agent": Text;
  readonly "author.you": Text;
  readonly "author.user": Text;
  readonly "author.system": Text;

  /** The status line, by `connection`. In all texts, `{agent}` is the agent's name. */
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

  /**
   * The banner below the header while the connection is not live, or while the person may not write. `{count}`:
   * seconds.
   */
  readonly "banner.reconnecting": Text;
  readonly "banner.reconnecting-in": Text;
  readonly "banner.offline": Text;
  readonly "banner.unauthorized": Text;
  readonly "banner.closed": Text;
  readonly "banner.read-only": Text;

  /** Below a message of the person. `{reason}` is a sentence. */
  readonly "delivery.waiting": Text;
  readonly "delivery.sending": Text;
  readonly "delivery.sent": Text;
  readonly "delivery.picked-up": Text;
  /** The message waits until the running turn ends. */
  readonly "delivery.queued": Text;
  /** The message was sent while a question of the agent was open: it waits for the answer, or was discarded. */
  readonly "delivery.held": Text;
  readonly "delivery.discarded": Text;
  readonly "delivery.failed": Text;
  /** The message failed, and it is not known whether it arrived. */
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
  /** For a message that was written long ago and never posted. */
  readonly "error.stale": Text;
  /** For an answer to a question that has been closed. */
  readonly "error.question-stale": Text;

  /** Notices in the transcript, by the wire's code; `info`, `warning` and `error` for codes without a text. */
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
  /** In place of `button.stop` until the log says that the agent has stopped. */
  readonly "button.stopping": Text;
  readonly "button.retry": Text;
  readonly "button.discard": Text;
  readonly "button.reconnect": Text;
  readonly "button.new-conversation": Text;
  readonly "button.copy": Text;
  readonly "button.copy-code"?: Text;
  readonly "button.wrap-lines"?: Text;
  readonly "button.copied": Text;
  readonly "button.show-more": Text;
  /** The button of the launcher's panel. */
  readonly "button.close": Text;

  /** The name of the header's menu, and its items. */
  readonly "menu.label": Text;
  readonly "menu.copy"?: Text;
  readonly "menu.download"?: Text;
  readonly "menu.print"?: Text;
  /** Said when a download is done. */
  readonly "menu.downloaded"?: Text;

  /** The find bar: its name, also in the menu; the number of the shown match; its buttons. */
  readonly "find.label"?: Text;
  readonly "find.place"?: Text;
  readonly "find.none"?: Text;
  /** While the log is being searched; `{count}` matches so far. */
  readonly "find.searching"?: Text;
  readonly "find.next"?: Text;
  readonly "find.previous"?: Text;
  /** `{count}` messages have not been loaded, or only in part. */
  readonly "find.not-loaded"?: Text;

  readonly "composer.label": Text;
  readonly "composer.placeholder": Text;

  /** The button that adds files; the name of the list of files, in the composer and at a message. */
  readonly "upload.attach"?: Text;
  readonly "upload.label"?: Text;
  /** Covers the chat while files are dragged over it. */
  readonly "upload.drop"?: Text;
  /** The name of the button that removes a file, and ends its upload. */
  readonly "upload.remove"?: Text;
  /** The state of a file's upload. */
  readonly "upload.queued"?: Text;
  readonly "upload.uploading"?: Text;
  readonly "upload.done"?: Text;
  /** `held`: a message waits for its files. `hold`: the button that ends the wait. `blocked`: a file has failed. */
  readonly "upload.held"?: Text;
  readonly "upload.hold"?: Text;
  readonly "upload.blocked"?: Text;
  /** `not-kept`: an upload ends when the page is left. `lost`: files were lost in this way. */
  readonly "upload.not-kept"?: Text;
  readonly "upload.lost"?: Text;
  /** Why a file was not taken. `{size}`: the largest size allowed. `{count}`: the largest number of files. */
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
  readonly "card.preview"?: Text;
  readonly "card.artifact"?: Text;
  readonly "card.pull-request"?: Text;
  /** The trigger that has started the agent, if no message of a person has. */
  readonly "card.source"?: Text;
  /** The line that expands a card's data, or its long text. */
  readonly "card.payload"?: Text;

  /** A report from GitHub, as the title of a card; the number of the pull request follows. */
  readonly "report.checks_completed"?: Text;
  readonly "report.review_submitted"?: Text;
  readonly "report.comment"?: Text;
  readonly "report.merged"?: Text;
  readonly "report.closed"?: Text;

  /** The result of a pull request's review or checks; the review's text, or the names of the checks, follows. */
  readonly "verdict.approved"?: Text;
  readonly "verdict.changes-requested"?: Text;
  readonly "verdict.failing"?: Text;

  /** The line that expands a turn's work: while the turn is running, and after it. */
  readonly "work.steps": Text;
  readonly "work.did"?: Text;
  /** The state of a step. */
  readonly "work.running"?: Text;
  readonly "work.ok"?: Text;
  readonly "work.failed"?: Text;
  /** How many messages wait until the running turn ends. */
  readonly "work.queued": Text;
  /** The line that expands a tool's output. */
  readonly "work.output"?: Text;

  /**
   * The name of a message with a question; the name of the group of answers; the button that dismisses the question.
   */
  readonly "question.label": Text;
  readonly "question.options": Text;
  readonly "question.dismiss": Text;

  /** The names of boxes that scroll sideways. */
  readonly "content.code"?: Text;
  readonly "content.table"?: Text;
  /** The button that loads a remote image. `{host}`: from where it is fetched. */
  readonly "content.image"?: Text;
  readonly "content.image-from"?: Text;
  readonly "content.image-failed"?: Text;
  /** Printed in place of a message, or of the end of one, that has not been loaded. */
  readonly "content.not-loaded": Text;
  readonly "content.partial": Text;
  /** After a link whose text names another target than the link leads to. */
  readonly "content.link-host"?: Text;
  readonly "content.link-new-tab"?: Text;

  /**
   * The action buttons at a message: the name of their group, the button that opens the menu with those that have no
   * room, and the built-in ones.
   */
  readonly "action.label"?: Text;
  readonly "action.more"?: Text;
  readonly "action.edit"?: Text;
  readonly "action.copy-markdown"?: Text;
  readonly "action.copy-link"?: Text;

  /**
   * The accessible names of the list of footnotes, of a reference to one, with its `{label}`, and of the button back to
   * the reference.
   */
  readonly "note.label"?: Text;
  readonly "note.reference"?: Text;
  readonly "note.back"?: Text;

  /** Printed above the first message where the log has not been read to its beginning, or not to its end. */
  readonly "print.missing"?: Text;

  /** The list of an answer's sources: its name, and the button that shows all. */
  readonly "sources.label"?: Text;
  readonly "sources.more"?: Text;

  /**
   * The confirmation before a conversation is left while the agent works in it; its text once the agent has finished in
   * the meantime; the button that stays in the conversation.
   */
  readonly "new.confirm"?: Text;
  readonly "new.finished"?: Text;
  readonly "new.stay"?: Text;

  /** The button that turns notifications on, and its text if the browser blocks notifications. */
  readonly "notify.button"?: Text;
  readonly "notify.blocked"?: Text;

  /** The texts of `<oc-session-list>`. */
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

  /** Announced to screen readers, not shown. */
  readonly "announce.live"?: Text;
  readonly "announce.message"?: Text;
  readonly "announce.failed"?: Text;
}

/**
 * The keys of the texts of files on demand. The built-in table lacks them: each file contains its own English, so that
 * a chat without the file does not load its texts.
 */
export type LaterKey = {
  [Key in keyof Strings]-?: object extends Pick<Strings, Key> ? Key : never;
}[keyof Strings];

/** The key of a text that every table has. */
export type StringKey = Exclude<keyof Strings, "lang" | LaterKey>;

const plurals = new Map<string, Intl.PluralRules>();

function pluralRules(lang: string): Intl.PluralRules {
  let rules = plurals.get(lang);
  if (!rules) plurals.set(lang, (rules = new Intl.PluralRules(formatTags(lang))));
  return rules;
}

/** The text of `key`, as {@link filled} gives it. */
export function format(strings: Strings, key: StringKey, values?: Values): string {
  return filled(strings[key], strings.lang, values);
}

/** Values by their placeholder names in a text. */
export type Values = Readonly<Record<string, string | number>>;

/**
 * The text with each `{name}` replaced by its value. Numbers get the format of the text's language. A placeholder
 * without a value stays unchanged. The result is plain text, never markup.
 */
export function filled(text: Text, lang: string, values: Values = {}): string {
  const form =
    typeof text === "string" ? text : (text[pluralRules(lang).select(Number(values["count"]))] ?? text.other);
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (typeof value === "number") return value.toLocaleString(formatTags(lang));
    return value ?? whole;
  });
}
