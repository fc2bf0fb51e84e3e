import { count } from "./bench-page.js";
import { show } from "./element.js";

show({ session: `ses_${count}`, protocol: "serverless", "base-url": "/agent" });
