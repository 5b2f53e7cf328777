/** The one script tag, as a page of one's own has it in its HTML; `data` are its further attributes. */
export function embed(apiKey, data = {}) {
  const script = document.createElement("script");
  script.src = new URL("../widget.js", import.meta.url);
  script.async = true;
  Object.assign(script.dataset, { apiKey, ...data });
  document.body.append(script);
}
