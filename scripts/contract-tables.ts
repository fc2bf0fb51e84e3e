import type { Attribute, ClassField, ClassMethod, CustomElement } from "custom-elements-manifest/schema.d.ts";

/** The public interface of an element, as markdown tables under headings. Empty tables are omitted. */
export function contractTables(element: CustomElement): string {
  const {
    members = [],
    events = [],
    slots = [],
    cssParts = [],
    cssStates = [],
    cssProperties = [],
  } = element;
  const fields = members.filter((member) => member.kind === "field") as ClassField[];
  const methods = members.filter((member) => member.kind === "method") as ClassMethod[];
  const readOnly = fields.filter((field) => field.readonly);
  const tables = [
    table(
      "Attributes and properties",
      ["Attribute", "Property", "Type", "Default", "Meaning"],
      [...attributeRows(element, fields), ...propertyRows(element, fields)],
    ),
    table(
      "Read-only properties",
      ["Property", "Type", "Meaning"],
      readOnly.map(({ name, type, description }) => [code(name), code(type?.text), description]),
    ),
    table(
      "Methods",
      ["Method", "Meaning"],
      methods.map((method) => [code(signature(method)), method.description]),
    ),
    table(
      "Events",
      ["Event", "Type", "Meaning"],
      events.map(({ name, type, description }) => [code(name), code(type?.text), description]),
    ),
    table(
      "Slots",
      ["Slot", "Meaning"],
      slots.map(({ name, description }) => [name ? code(name) : "(default)", description]),
    ),
    table(
      "Parts",
      ["Part", "Meaning"],
      cssParts.map(({ name, description }) => [code(name), description]),
    ),
    table(
      "States",
      ["State", "Meaning"],
      cssStates.map(({ name, description }) => [code(`:state(${name})`), description]),
    ),
    table(
      "Custom properties",
      ["Property", "Default", "Meaning"],
      cssProperties.map(({ name, default: value, description }) => [code(name), code(value), description]),
    ),
  ];
  return tables.filter(Boolean).join("\n\n");
}

type Cell = string | undefined;

function table(heading: string, columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  if (rows.length === 0) return "";
  const lines = [columns, columns.map(() => "---"), ...rows.map((row) => row.map(cell))];
  return [`#### ${heading}`, "", ...lines.map((line) => `| ${line.join(" | ")} |`)].join("\n");
}

/** Every attribute, with its property if it has one. */
function attributeRows({ attributes = [] }: CustomElement, fields: readonly ClassField[]): Cell[][] {
  return attributes.map((attribute) => {
    const field = fields.find(({ name }) => name === propertyOf(attribute));
    const type = attribute.type ?? field?.type;
    const value = attribute.default ?? field?.default;
    return [code(attribute.name), code(field?.name), ...cells(type?.text, value, field ?? attribute)];
  });
}

/** The writable properties without an attribute. */
function propertyRows({ attributes = [] }: CustomElement, fields: readonly ClassField[]): Cell[][] {
  const set = new Set(attributes.map(propertyOf));
  return fields
    .filter(({ name, readonly }) => !readonly && !set.has(name))
    .map((field) => ["", code(field.name), ...cells(field.type?.text, field.default, field)]);
}

function propertyOf({ name, fieldName }: Attribute): string {
  return fieldName ?? name;
}

/** The cells of type, default and meaning. */
function cells(
  type: string | undefined,
  value: string | undefined,
  { description }: { description?: string },
): Cell[] {
  return [
    code(type?.replaceAll(/ \| (null|undefined)\b/g, "")),
    code(value === "null" ? "" : value),
    description,
  ];
}

function signature({ name, parameters = [], return: returns }: ClassMethod): string {
  const list = parameters.map(
    ({ name, optional, default: value }) => `${name}${optional || value ? "?" : ""}`,
  );
  return `${name}(${list.join(", ")}): ${returns?.type?.text ?? "void"}`;
}

function code(text: string | undefined): Cell {
  return text ? `\`${text}\`` : "";
}

function cell(text: Cell): string {
  return (text ?? "").replace(/\s+/g, " ").replaceAll("|", "\\|").trim();
}
