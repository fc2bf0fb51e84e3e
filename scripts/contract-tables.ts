import type { ClassField, ClassMethod, CustomElement } from "custom-elements-manifest/schema.d.ts";

/** All that an element promises, as Markdown tables under small headings; empty ones are left out. */
export function contractTables(element: CustomElement): string {
  const fields = (element.members ?? []).filter((member): member is ClassField => member.kind === "field");
  const methods = (element.members ?? []).filter((member): member is ClassMethod => member.kind === "method");
  const writable = fields.filter((field) => !field.readonly);
  const readOnly = fields.filter((field) => field.readonly);
  return [
    table(
      "Attributes and properties",
      ["Attribute", "Property", "Type", "Default", "Meaning"],
      [...attributesAlone(element, fields), ...writable.map((field) => propertyRow(element, field))],
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
      (element.events ?? []).map(({ name, type, description }) => [
        code(name),
        code(type?.text),
        description,
      ]),
    ),
    table(
      "Slots",
      ["Slot", "Meaning"],
      (element.slots ?? []).map(({ name, description }) => [name ? code(name) : "(default)", description]),
    ),
    table(
      "Parts",
      ["Part", "Meaning"],
      (element.cssParts ?? []).map(({ name, description }) => [code(name), description]),
    ),
    table(
      "States",
      ["State", "Meaning"],
      (element.cssStates ?? []).map(({ name, description }) => [code(`:state(${name})`), description]),
    ),
    table(
      "Custom properties",
      ["Property", "Default", "Meaning"],
      (element.cssProperties ?? []).map((property) => [
        code(property.name),
        code(property.default),
        property.description,
      ]),
    ),
  ]
    .filter(Boolean)
    .join("\n\n");
}

type Cell = string | undefined;

function table(heading: string, columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  if (rows.length === 0) return "";
  const lines = [columns, columns.map(() => "---"), ...rows.map((row) => row.map(cell))];
  return [`#### ${heading}`, "", ...lines.map((line) => `| ${line.join(" | ")} |`)].join("\n");
}

/** Attributes that are read without a property of the same meaning. */
function attributesAlone(element: CustomElement, fields: readonly ClassField[]): Cell[][] {
  const taken = new Set(fields.map(({ name }) => name));
  const alone = (element.attributes ?? []).filter(({ name, fieldName }) => !taken.has(fieldName ?? name));
  return alone.map(({ name, type, default: value, description }) => [
    code(name),
    "",
    code(type?.text),
    code(value),
    description,
  ]);
}

function propertyRow(element: CustomElement, field: ClassField): Cell[] {
  const attribute = element.attributes?.find(({ name, fieldName }) => (fieldName ?? name) === field.name);
  const value = attribute?.default ?? field.default;
  return [
    code(attribute?.name),
    code(field.name),
    code(attribute?.type?.text ?? field.type?.text),
    code(value === "null" ? undefined : value),
    field.description ?? attribute?.description,
  ];
}

function signature({ name, parameters = [], return: returns }: ClassMethod): string {
  const list = parameters.map((parameter) => `${parameter.name}${parameter.optional ? "?" : ""}`).join(", ");
  return `${name}(${list}): ${returns?.type?.text ?? "void"}`;
}

function code(text: string | undefined): Cell {
  return text ? `\`${text}\`` : "";
}

function cell(text: Cell): string {
  return (text ?? "").replace(/\s+/g, " ").replaceAll("|", "\\|").trim();
}
