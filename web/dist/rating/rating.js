// Rates the conversation that an email's link is about. Following the link rates nothing, as programs that look through
// mails follow it, too: it may choose the stars, and whoever sends the form has rated.

const TEXTS = {
  en: {
    title: "How was our conversation?",
    stars: "Your rating",
    star: "{n} of 5",
    comment: "Would you like to add something?",
    send: "Send rating",
    thanks: "Thank you for your rating.",
    choose: "Please choose one to five stars.",
    rated: "This conversation has been rated already. Thank you.",
    open: "This conversation is not closed, so it cannot be rated yet.",
    gone: "This link does not work any more.",
    failed: "That could not be sent. Please try again.",
  },
  de: {
    title: "Wie war unsere Unterhaltung?",
    stars: "Ihre Bewertung",
    star: "{n} von 5",
    comment: "Möchten Sie etwas hinzufügen?",
    send: "Bewertung senden",
    thanks: "Vielen Dank für Ihre Bewertung.",
    choose: "Bitte wählen Sie einen bis fünf Sterne.",
    rated: "Diese Unterhaltung wurde schon bewertet. Vielen Dank.",
    open: "Diese Unterhaltung ist nicht geschlossen und kann noch nicht bewertet werden.",
    gone: "Dieser Link funktioniert nicht mehr.",
    failed: "Das konnte nicht gesendet werden. Bitte versuchen Sie es noch einmal.",
  },
  es: {
    title: "¿Qué le ha parecido nuestra conversación?",
    stars: "Su valoración",
    star: "{n} de 5",
    comment: "¿Quiere añadir algo?",
    send: "Enviar valoración",
    thanks: "Gracias por su valoración.",
    choose: "Elija de una a cinco estrellas.",
    rated: "Esta conversación ya se ha valorado. Gracias.",
    open: "Esta conversación no está cerrada, así que todavía no se puede valorar.",
    gone: "Este enlace ya no funciona.",
    failed: "No se ha podido enviar. Inténtelo de nuevo.",
  },
  tr: {
    title: "Görüşmemiz nasıldı?",
    stars: "Değerlendirmeniz",
    star: "5 üzerinden {n}",
    comment: "Eklemek istediğiniz bir şey var mı?",
    send: "Değerlendirmeyi gönder",
    thanks: "Değerlendirmeniz için teşekkür ederiz.",
    choose: "Lütfen birden beşe kadar yıldız seçin.",
    rated: "Bu görüşme daha önce değerlendirildi. Teşekkür ederiz.",
    open: "Bu görüşme kapanmadığı için henüz değerlendirilemez.",
    gone: "Bu bağlantı artık çalışmıyor.",
    failed: "Gönderilemedi. Lütfen yeniden deneyin.",
  },
};
const BEST = 5;
const ENDED = { ALREADY_RATED: "rated", CONVERSATION_NOT_CLOSED: "open" };

const language = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag in TEXTS) ?? "en";
const texts = TEXTS[language];
const [title, form, legend, stars, more, comment, button, said] = ["title", "form", "legend", "stars", "more", "comment", "send", "said"].map((id) =>
  document.getElementById(id),
);
const given = new URLSearchParams(location.search);
const token = given.get("token");
let score = Number(given.get("score"));
if (!Number.isInteger(score) || score < 1 || score > BEST) score = 0;
let isSending = false; // disabling the button would lose the focus

document.documentElement.lang = language;
document.title = title.textContent = texts.title;
legend.textContent = texts.stars;
more.textContent = texts.comment;
button.textContent = texts.send;
for (let star = 1; star <= BEST; star++) {
  const input = Object.assign(document.createElement("input"), { type: "radio", name: "score", value: star, checked: star === score });
  input.setAttribute("aria-label", texts.star.replace("{n}", star));
  input.addEventListener("change", () => choose(star));
  const label = document.createElement("label");
  label.append(input, "★");
  stars.append(label);
}
choose(score);
if (!token) end(texts.gone);

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (isSending) return;
  if (!score) {
    said.textContent = texts.choose;
    return;
  }
  isSending = true;
  said.textContent = "";
  const body = JSON.stringify({ token, score, comment: comment.value.trim() || null });
  try {
    const answer = await fetch("../api/ratings", { method: "POST", headers: { "Content-Type": "application/json" }, body });
    const code = answer.ok ? null : ((await answer.json().catch(() => null))?.data?.code ?? null);
    if (answer.ok) end(texts.thanks);
    else if (code in ENDED) end(texts[ENDED[code]]);
    else if ([400, 403, 404].includes(answer.status)) end(texts.gone);
    else said.textContent = texts.failed;
  } catch {
    said.textContent = texts.failed;
  }
  isSending = false;
});

function choose(star) {
  score = star;
  [...stars.children].forEach((label, place) => label.classList.toggle("lit", place < star));
}

/** Nothing can be sent any more. */
function end(words) {
  form.hidden = true;
  title.textContent = words;
  title.focus();
}
