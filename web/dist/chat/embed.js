/** The one script tag, as a page of one's own has it in its HTML; `data` are its further attributes. */
export function embed(apiKey, data = {}) {
  const script = document.createElement("script");
  script.src = new URL("../widget.js", import.meta.url);
  script.async = true;
  const apiUrl = document.querySelector("meta[name=api-url]").content; // where a deployment has it
  Object.assign(script.dataset, { apiKey, ...(apiUrl && { apiUrl }), ...data });
  document.body.append(script);
}
