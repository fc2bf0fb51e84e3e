/**
 * The table of all properties of `<oc-session>`. Derived from it are Lit's declarations, the properties that open
 * another session, the warnings about mistaken attributes, the React props, the template types and the attributes in
 * the manifest. The docstring of each field in `OcSession` says what the property means.
 */
import type { PropertyDeclaration, PropertyDeclarations } from "lit";

interface PropertyRow {
  /** The attribute that sets the property; null where there is none. */
  readonly attribute: string | null;
  /** The type that the attribute is converted to. Default: string. */
  readonly type?: typeof Number | typeof Boolean;
  /**
   * What the property decides. `source`: which session is open, and with which access. `view`: which part of the log is
   * read. Other properties decide only what is drawn.
   */
  readonly decides?: "source" | "view";
  /** Whether the element defines the accessor of the property itself. */
  readonly hasAccessor?: true;
  /** Whether only the elements of this package set the property, and not hosts. */
  readonly isInternal?: true;
}

/** All properties by their names. */
export const PROPERTIES = {
  session: { attribute: "session", decides: "source", hasAccessor: true },
  token: { attribute: "token", decides: "source" },
  protocol: { attribute: "protocol", decides: "source" },
  baseUrl: { attribute: "base-url", decides: "source" },
  endpoint: { attribute: "endpoint", decides: "source" },
  crossorigin: { attribute: "crossorigin", decides: "source" },
  getClientToken: { attribute: null, decides: "source" },
  user: { attribute: "user", decides: "source" },
  storage: { attribute: "storage", decides: "source" },
  fetch: { attribute: null },
  history: { attribute: "history", decides: "source" },
  cache: { attribute: "cache", decides: "source" },
  level: { attribute: "level", decides: "view" },
  activity: { attribute: "activity", decides: "view" },
  afterSeq: { attribute: "after-seq", type: Number, decides: "view" },
  heading: { attribute: "heading" },
  greeting: { attribute: "greeting" },
  placeholder: { attribute: "placeholder" },
  agentName: { attribute: "agent-name" },
  agentAvatar: { attribute: "agent-avatar" },
  readOnly: { attribute: "readonly", type: Boolean },
  disabled: { attribute: "disabled", type: Boolean },
  allowImages: { attribute: "allow-images" },
  allowLinks: { attribute: "allow-links" },
  features: { attribute: "features" },
  notify: { attribute: "notify" },
  menu: { attribute: "menu" },
  viewer: { attribute: "viewer", decides: "view" },
  prompts: { attribute: null },
  suggestions: { attribute: null },
  refs: { attribute: null },
  renderers: { attribute: null, decides: "view" },
  actions: { attribute: null },
  permalink: { attribute: null },
  revealed: { attribute: "reveal" },
  cancelTurn: { attribute: null },
  upload: { attribute: null },
  accept: { attribute: "accept" },
  maxFileSize: { attribute: "max-file-size", type: Number },
  maxFiles: { attribute: "max-files", type: Number },
  strings: { attribute: null },
  value: { attribute: null, hasAccessor: true },
  deferred: { attribute: null, decides: "source", isInternal: true },
} as const satisfies Record<string, PropertyRow>;

type Table = typeof PROPERTIES;

/** The name of a property that a host may set. */
export type PropertyName = {
  [Name in keyof Table]: Table[Name] extends { readonly isInternal: true } ? never : Name;
}[keyof Table];

/** The properties by the names of those attributes that have a hyphen, such as `base-url`. */
export type HyphenatedAttributes = {
  [Name in PropertyName as Table[Name]["attribute"] & `${string}-${string}`]: Name;
};

const ROWS: readonly (readonly [name: string, row: PropertyRow])[] = Object.entries(PROPERTIES);

/** The declarations of the properties for Lit. */
export const LIT_PROPERTIES: PropertyDeclarations = Object.fromEntries(
  ROWS.map(([name, { attribute, type, hasAccessor = false }]): [string, PropertyDeclaration] => [
    name,
    { attribute: attribute ?? false, noAccessor: hasAccessor, ...(type && { type }) },
  ]),
);

/** The names of the properties that a host may set. */
export const PROPERTY_NAMES = ROWS.flatMap(([name, { isInternal }]) => (isInternal ? [] : [name]));

/**
 * Names of properties by attributes that developers may write by mistake: `get-client-token` for a function, or
 * `baseurl` for `base-url`, because HTML reads `baseUrl` as that.
 */
export const MISTAKEN_ATTRIBUTES: ReadonlyMap<string, PropertyName> = new Map(
  ROWS.flatMap(([name, { attribute, isInternal }]) =>
    ["", "-"]
      .map((dash) => name.replace(/[A-Z]/g, `${dash}$&`).toLowerCase())
      .filter((tried) => tried !== attribute && !isInternal)
      .map((tried): [string, PropertyName] => [tried, name as PropertyName]),
  ),
);

/** The names of the properties that decide which session is open, or which part of its log is read. */
export function propertiesDeciding(what: "source" | "view"): readonly string[] {
  return ROWS.flatMap(([name, { decides }]) => (decides === what ? [name] : []));
}
