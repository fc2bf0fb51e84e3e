import { readFile, writeFile } from "node:fs/promises";
import { generateVsCodeCustomElementData } from "custom-element-vs-code-integration";
import { generateJetBrainsWebTypes } from "custom-element-jet-brains-integration";
import type {
  Attribute,
  ClassDeclaration,
  ClassField,
  ClassMember,
  CustomElement,
  Module,
  Package,
  Type,
} from "custom-elements-manifest/schema.d.ts";
import { PROPERTIES } from "../src/ui/host/properties.js";
import { run } from "./run.js";

/** The class names of the public elements, by tag. */
const ELEMENTS: Readonly<Record<string, string>> = {
  "oc-session": "OcSession",
  "oc-launcher": "OcLauncher",
  "oc-session-list": "OcSessionList",
};

/** The modules that define the public elements, relative to the project's root. */
const MODULES = [
  "src/ui/element/oc-session.ts",
  "src/ui/launcher/oc-launcher.ts",
  "src/ui/list/oc-session-list.ts",
];

/** The path of the manifest, relative to the project's root. */
const MANIFEST = "custom-elements.json";
const EDITOR_DATA = "dist/editor";

/** Writes the manifest of the public elements from their sources, and the data of two editors from the manifest. */
export async function buildManifest(): Promise<Package> {
  await run("cem", ["analyze", "--litelement", "--quiet", "--outdir", ".", "--globs", ...MODULES]);
  const manifest = asShipped(JSON.parse(await readFile(MANIFEST, "utf8")) as Package);
  await writeFile(MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`);
  // Both generators declare looser types of the same format.
  const input = manifest as unknown as Parameters<typeof generateVsCodeCustomElementData>[0];
  generateVsCodeCustomElementData(input, { outdir: EDITOR_DATA, hideLogs: true });
  generateJetBrainsWebTypes(input, { outdir: EDITOR_DATA, packageJson: false, hideLogs: true });
  return manifest;
}

/** Replaces source paths by those of built modules, and removes private members. */
function asShipped(manifest: Package): Package {
  return { ...manifest, modules: manifest.modules.map(shippedModule) };
}

function shippedModule(module: Module): Module {
  const path = built(module.path);
  const elements = Object.entries(ELEMENTS).flatMap(([tagName, name]) => {
    const found = module.declarations?.find((declaration) => declaration.name === name);
    return found ? [shippedElement(found as ClassDeclaration, tagName)] : [];
  });
  const exports = elements.flatMap(({ name, tagName }) => [
    { kind: "js" as const, name, declaration: { name, module: path } },
    { kind: "custom-element-definition" as const, name: tagName, declaration: { name, module: path } },
  ]);
  return { kind: "javascript-module", path, declarations: elements, exports };
}

/**
 * Removes what the analyzer infers from code, such as `this.#internals.role = …`, because it is not part of the
 * contract.
 */
function shippedElement(element: ClassDeclaration & Partial<CustomElement>, tagName: string) {
  const members = (element.members ?? []).filter(
    (member) => member.description && !member.static && (member.privacy ?? "public") === "public",
  );
  const events = (element.events ?? []).filter(({ description }) => description);
  const attributes = tagName === "oc-session" ? tabledAttributes(members) : (element.attributes ?? []);
  return { ...element, members, events, attributes, tagName, customElement: true as const };
}

/** The attributes of the table of properties, each with the docstring of its field. */
function tabledAttributes(members: readonly ClassMember[]): Attribute[] {
  return Object.entries(PROPERTIES).flatMap(([fieldName, { attribute }]) => {
    const field = members.find(({ name }) => name === fieldName) as ClassField | undefined;
    if (!attribute || !field) return [];
    const { description, default: value, type } = field;
    return [
      {
        name: attribute,
        fieldName,
        ...attributeType(type),
        ...(value && { default: value }),
        ...(description && { description }),
      },
    ];
  });
}

/** An attribute that is present has a value, so `null` and `undefined` belong to the property only. */
function attributeType(type: Type | undefined): { type?: Type } {
  return type ? { type: { text: type.text.replace(/ \| (null|undefined)\b/g, "") } } : {};
}

function built(path: string): string {
  return path.replace(/^src\//, "dist/").replace(/\.ts$/, ".js");
}
