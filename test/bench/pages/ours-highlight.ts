import { count } from "./bench-page.js";
import { show } from "./element.js";

show({ session: `ses_${count}`, token: "ct_bench", "base-url": "/v3", features: "highlight" });
