import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { format } from "oxfmt";
import { openApiDocument } from "../src/contract/document.js";

// Writes the document that the package contains; `test/openapi.test.ts` compares it with the source.
const file = fileURLToPath(new URL("../openapi.json", import.meta.url));
const { code } = await format(file, JSON.stringify(openApiDocument()), { printWidth: 110 });
writeFileSync(file, code);
