import { OnDemand } from "../../on-demand.js";
import type * as uploads from "../uploads/uploads.js";

/** The code that takes and shows files, once it is loaded. */
export type Uploads = typeof uploads;

// oxlint-disable-next-line no-restricted-imports -- `ui/uploads` is a file of its own, loaded here
export const uploadsFile = new OnDemand<Uploads>(() => import("../uploads/uploads.js"));

/**
 * The code that takes and shows files; null until it is loaded. The first call has it loaded; `whenLoaded` is called
 * then.
 */
export function uploadsFor(whenLoaded: () => void): Uploads | null {
  if (!uploadsFile.loaded) void uploadsFile.attempt().then((loaded) => loaded && whenLoaded());
  return uploadsFile.loaded;
}
