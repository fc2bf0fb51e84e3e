import { OnDemand } from "../../on-demand.js";
import type * as uploads from "../uploads/uploads.js";

/** What files go with messages by, once it is loaded. */
export type Uploads = typeof uploads;

// oxlint-disable-next-line no-restricted-imports -- `ui/uploads` is a file of its own, loaded here
export const uploadsFile = new OnDemand<Uploads>(() => import("../uploads/uploads.js"));

/** What files go with messages by; null while it is not here: it is asked for, and `whenLoaded` called once it is. */
export function uploadsFor(whenLoaded: () => void): Uploads | null {
  if (!uploadsFile.loaded) void uploadsFile.attempt().then((loaded) => loaded && whenLoaded());
  return uploadsFile.loaded;
}
