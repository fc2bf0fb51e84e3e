import { readFile, writeFile } from "node:fs/promises";
import { generateVsCodeCustomElementData } from "custom-element-vs-code-integration";
import { generateJetBrainsWebTypes } from "custom-element-jet-brains-integration";
import type { ClassDeclaration, Module, Package } from "custom-elements-manifest/schema.d.ts";
import { run } from "./run.js";

/** The tags we promise something about, and the modules that hold them. */
const ELEMENTS: Readonly<Record<string, string>> = {
  "oc-session": "src/ui/oc-session.ts",
  "oc-launcher": "src/ui/oc-launcher.ts",
};

/** Where the manifest is written, from the project's root. */
export const MANIFEST = "custom-elements.json";
const EDITOR_DATA = "dist/editor";

/** Describes the public elements from their source, for tools and for the editors that read their own formats. */
export async function buildManifest(): Promise<Package> {
  const modules = Object.values(ELEMENTS);
  await run("cem", ["analyze", "--litelement", "--quiet", "--outdir", ".", "--globs", ...modules]);
  const manifest = asShipped(JSON.parse(await readFile(MANIFEST, "utf8")) as Package);
  await writeFile(MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`);
  // Both generators read the same format by looser types of their own.
  const described = manifest as unknown as Parameters<typeof generateVsCodeCustomElementData>[0];
  generateVsCodeCustomElementData(described, { outdir: EDITOR_DATA, hideLogs: true });
  generateJetBrainsWebTypes(described, { outdir: EDITOR_DATA, packageJson: false, hideLogs: true });
  return manifest;
}

/** The analyzer speaks of our sources and of private members; users have the built modules and the contract. */
function asShipped(manifest: Package): Package {
  return { ...manifest, modules: manifest.modules.map(shippedModule) };
}

function shippedModule(module: Module): Module {
  const path = built(module.path);
  const elements = (module.declarations ?? []).filter(isElement).map(publicMembers);
  const exports = elements.flatMap(({ name, tagName }) => [
    { kind: "js" as const, name, declaration: { name, module: path } },
    {
      kind: "custom-element-definition" as const,
      name: String(tagName),
      declaration: { name, module: path },
    },
  ]);
  return { kind: "javascript-module", path, declarations: elements, exports };
}

type ElementDeclaration = ClassDeclaration & { customElement: true; tagName?: string };

function isElement(
  declaration: NonNullable<Module["declarations"]>[number],
): declaration is ElementDeclaration {
  return declaration.kind === "class" && "tagName" in declaration && String(declaration.tagName) in ELEMENTS;
}

function publicMembers<Declaration extends ClassDeclaration>(element: Declaration): Declaration {
  const members = (element.members ?? []).filter(
    ({ privacy, static: isStatic }) => isPublic(privacy) && !isStatic,
  );
  return { ...element, members };
}

function isPublic(privacy: string | undefined): boolean {
  return privacy === undefined || privacy === "public";
}

function built(path: string): string {
  return path.replace(/^src\//, "dist/").replace(/\.ts$/, ".js");
}
