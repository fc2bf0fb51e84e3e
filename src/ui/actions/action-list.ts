import { clip } from "../../wire/words.js";
import { warnOnce } from "../page/warn.js";
import type { MessageAction } from "../presentation/presentation.js";
import { visibleText } from "../presentation/visible-text.js";

/** An action that has been checked. */
export interface CheckedAction extends Pick<MessageAction, "name" | "pressed"> {
  /** One line of plain text. */
  readonly label: string;
  /** SVG path data; null where the label is shown. */
  readonly icon: string | null;
  /** Whose messages the action is for; null: those of the agent and of people. */
  readonly for: "agent" | "user" | null;
}

/** The longest label in characters. A longer one is cut. */
const LABEL_CHARS = 80;

/** Matches path data: commands with their numbers, and nothing else. */
const PATH_DATA = /^\s*[Mm][\d\s,.eE+\-MmZzLlHhVvCcSsQqTtAa]{0,10000}$/;

const checked = new WeakMap<object, readonly CheckedAction[]>();

/** The valid actions of a host. Warns about invalid ones. Returns the same list for the same array. */
export function actionsIn(given: unknown): readonly CheckedAction[] {
  if (!Array.isArray(given)) {
    warnOnce("actions is not an array; it is ignored.");
    return [];
  }
  let actions = checked.get(given);
  if (!actions) checked.set(given, (actions = check(given)));
  return actions;
}

function check(given: readonly unknown[]): readonly CheckedAction[] {
  const actions = new Map<string, CheckedAction>();
  for (const one of given) {
    const action = checkOne(fieldsOf(one));
    if (action && actions.has(action.name))
      warnOnce(`actions: the name "${action.name}" is used twice; the second action is left out.`);
    else if (action) actions.set(action.name, action);
  }
  return [...actions.values()];
}

/** The fields of a value of the host; none if reading them throws. */
function fieldsOf(given: unknown): Readonly<Record<string, unknown>> {
  try {
    const { name, label, icon, for: whose, pressed } = given as Readonly<Record<string, unknown>>;
    return { name, label, icon, for: whose, pressed };
  } catch {
    return {};
  }
}

function checkOne(given: Readonly<Record<string, unknown>>): CheckedAction | null {
  const { name, label, icon, for: whose, pressed } = given;
  const words = typeof label === "string" ? visibleText(label).replace(/\s+/g, " ").trim() : "";
  if (typeof name !== "string" || name === "" || words === "") {
    warnOnce('actions: an action without a string "name" or "label" is left out.');
    return null;
  }
  if (icon != null && !isPathData(icon))
    warnOnce(`actions: the icon of "${name}" is not SVG path data; its label is shown.`);
  const isWhose = whose === "agent" || whose === "user";
  if (whose != null && !isWhose)
    warnOnce(`actions: "for" of "${name}" is not "agent" or "user"; it is shown at both.`);
  return {
    name,
    label: clip(words, LABEL_CHARS),
    icon: isPathData(icon) ? icon : null,
    for: isWhose ? whose : null,
    ...(typeof pressed === "function" && { pressed: pressed as NonNullable<MessageAction["pressed"]> }),
  };
}

function isPathData(icon: unknown): icon is string {
  return typeof icon === "string" && PATH_DATA.test(icon);
}
