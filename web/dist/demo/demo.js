// A shop that asks its gateway for the demo workspace's API key, or takes it from the address: /demo/?key=cl_…
// `language`, `theme` and `dir` in the address are what the knobs at the end of the page set.
import { embed } from "../chat/embed.js";

const asked = new URLSearchParams(location.search);
const page = document.documentElement;
if (asked.get("dir") === "rtl") page.dir = "rtl";
if (asked.get("theme")) page.dataset.theme = asked.get("theme");

window.Connextlive ??= function () {
  (window.Connextlive.q ??= []).push(arguments);
};
document.getElementById("ask").addEventListener("click", () => window.Connextlive("open"));
document.getElementById("forget").addEventListener("click", () => window.Connextlive("reset"));
for (const knob of document.querySelectorAll(".knobs select")) {
  knob.value = asked.get(knob.name) ?? "";
  knob.addEventListener("change", () => {
    if (knob.value) asked.set(knob.name, knob.value);
    else asked.delete(knob.name);
    location.search = asked;
  });
}

const demo = asked.get("key") ? { apiKey: asked.get("key"), logins: [] } : await local();
if (demo) {
  tellLogin(demo.logins.find(({ role }) => role === "AGENT"));
  const chosen = ["language", "theme"].map((name) => [name, asked.get(name)]).filter(([, value]) => value);
  embed(demo.apiKey, Object.fromEntries(chosen));
} else {
  document.getElementById("problem").textContent =
    "There is no chat here yet: no demo workspace is known. Add an API key to the address: ?key=cl_…";
}

/** The demo workspace of a local stack, which may still be in the making. */
async function local() {
  for (let attempt = 0; attempt < 20; attempt++) {
    const answer = await fetch("/local/demo").catch(() => null);
    if (answer?.ok) return answer.json();
    if (!["localhost", "127.0.0.1"].includes(location.hostname)) return null;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return null;
}

function tellLogin(login) {
  if (!login) return;
  const [email, password] = [login.email, login.password].map((text) => {
    const code = document.createElement("code");
    code.textContent = text;
    return code;
  });
  document.getElementById("answer").append(" Its name is ", email, ", its password ", password, ".");
}
