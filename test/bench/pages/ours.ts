import { count } from "./bench-page.js";
import { show } from "./element.js";

const history = new URLSearchParams(location.search).get("history") ?? "tail";

show({ session: `ses_${count}`, token: "ct_bench", "base-url": "/v3", history });
