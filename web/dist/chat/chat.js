// Continues a conversation whose page is unknown: the email's link names the API key and, until the widget has read it,
// the visitor's code.
import { embed } from "./embed.js";

const TEXTS = {
  en: ["Your conversation", "It opens in the corner of this page.", "This conversation cannot be opened any more."],
  de: ["Ihre Unterhaltung", "Sie öffnet sich in der Ecke dieser Seite.", "Diese Unterhaltung lässt sich nicht mehr öffnen."],
  es: ["Su conversación", "Se abre en la esquina de esta página.", "Esta conversación ya no se puede abrir."],
  tr: ["Görüşmeniz", "Bu sayfanın köşesinde açılır.", "Bu görüşme artık açılamıyor."],
};
const PATIENCE = 15_000;

const language = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag in TEXTS) ?? "en";
const [title, opens, gone] = TEXTS[language];
document.documentElement.lang = language;
document.title = document.getElementById("title").textContent = title;
const said = document.getElementById("said");
const apiKey = new URLSearchParams(location.search).get("key");

window.Connextlive ??= function () {
  (window.Connextlive.q ??= []).push(arguments);
};
if (apiKey) {
  const late = setTimeout(() => (said.textContent = gone), PATIENCE);
  window.Connextlive("on", "ready", () => {
    clearTimeout(late);
    said.textContent = opens;
  });
  window.Connextlive("open");
  embed(apiKey);
} else {
  said.textContent = gone;
}
