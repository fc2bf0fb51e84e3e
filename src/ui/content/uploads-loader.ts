import { OnDemand } from "../../on-demand.js";
import type * as uploads from "../uploads/uploads.js";

/** The exports of `ui/uploads`: the code that uploads and shows files. */
export type Uploads = typeof uploads;

// oxlint-disable-next-line no-restricted-imports -- `ui/uploads` is a file of its own, loaded here
export const uploadsFile = new OnDemand<Uploads>(() => import("../uploads/uploads.js"));

/**
 * The code that uploads and shows files; null until it is loaded. Loads it if necessary, and then calls `whenLoaded`.
 */
export function uploadsFor(whenLoaded: () => void): Uploads | null {
  if (!uploadsFile.loaded) void uploadsFile.attempt().then((loaded) => loaded && whenLoaded());
  return uploadsFile.loaded;
}
