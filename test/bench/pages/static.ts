import { count, measure } from "./bench-page.js";

const box = document.createElement("div");
box.className = "box";
document.body.append(box);
measure({ scroller: () => box, lastText: () => box.lastElementChild?.textContent ?? "" });

const html = await (await fetch(`/static/${count}`)).text();
box.innerHTML = html;
box.scrollTop = box.scrollHeight;
