const chat = document.querySelector("oc-session");
const output = document.querySelector("output");
let plan = "free";
let turn = "idle";

// The element may be defined later: properties that are set now take effect then.
chat.baseUrl = import.meta.env.VITE_OPENCOMPUTER_URL;
chat.refs = { plan };
chat.addEventListener("oc-turn", ({ detail }) => {
  turn = detail.turn;
  show();
});

document.getElementById("show").addEventListener("click", ({ target }) => {
  if (chat.isConnected) chat.remove();
  else output.after(chat);
  target.textContent = `${chat.isConnected ? "Hide" : "Show"} the chat`;
});
document.getElementById("plan").addEventListener("click", () => {
  plan = plan === "free" ? "paid" : "free";
  chat.heading = `Support, ${plan} plan`;
  chat.refs = { plan };
  show();
});
document.getElementById("hello").addEventListener("click", () => chat.send("Hello from a button"));

function show() {
  output.textContent = `${plan}, ${turn}`;
}

await import("oc-session");
