import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { format } from "prettier";
import { openApiDocument } from "../src/contract/document.js";

// Writes the document that the package contains; `test/openapi.test.ts` compares it with the source.
const file = fileURLToPath(new URL("../openapi.json", import.meta.url));
writeFileSync(file, await format(JSON.stringify(openApiDocument()), { parser: "json", printWidth: 110 }));
