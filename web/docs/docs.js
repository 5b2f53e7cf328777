// Shows an OpenAPI 3.1 document and sends its requests. Everything becomes DOM nodes, never markup: a description or an
// answer cannot run anything.
"use strict";

const address = new URL("openapi.json", location.href);
const byId = (id) => document.getElementById(id);
let api;

function h(name, properties = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in node) node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child != null && child !== ""));
  return node;
}

/** The little Markdown that descriptions use: paragraphs, `code`, **bold**. */
function prose(text) {
  return text.trim().split(/\n\n+/).map((paragraph) => h("p", {}, words(paragraph)));
}

function words(text) {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part) => {
    if (part.startsWith("`")) return h("code", {}, part.slice(1, -1));
    return part.startsWith("**") ? h("strong", {}, part.slice(2, -2)) : part;
  });
}

/** A collapsed section whose content is made when it is first opened: the document is long, few of its parts are read. */
function fold(title, make, properties = {}) {
  const details = h("details", properties, h("summary", {}, title));
  details.addEventListener("toggle", () => details.append(...[make()].flat()), { once: true });
  return details;
}

// ── Shapes ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function resolved(node) {
  let found = node;
  while (found.$ref) found = found.$ref.slice(2).split("/").reduce((at, step) => at[step], api);
  return found;
}

function options(schema) {
  return (schema.anyOf ?? [schema]).map(resolved).flatMap((one) => (one.anyOf ? options(one) : [one]));
}

function typeOf(schema) {
  return options(schema).map((one) => {
    if (one.const !== undefined) return JSON.stringify(one.const);
    if (one.enum) return one.enum.join(" | ");
    if (one.type === "array") return one.items ? `array of ${typeOf(one.items)}` : "array";
    if (one.format === "binary") return "file";
    return [one.type ?? "any"].flat().join(" | ");
  }).join(" | ");
}

function limits(schema) {
  const found = [];
  for (const one of options(schema)) {
    const count = one.type === "array" ? "items" : "characters";
    const [least, most] = [one.minLength ?? one.minItems, one.maxLength ?? one.maxItems];
    if (least === 1) found.push("not empty");
    else if (least) found.push(`at least ${least} ${count}`);
    if (most) found.push(`at most ${most.toLocaleString("en")} ${count}`);
    if (one.minimum !== undefined && one.maximum !== undefined) found.push(`${one.minimum}–${one.maximum}`);
  }
  if (schema.default !== undefined && schema.default !== "") found.push(`default ${JSON.stringify(schema.default)}`);
  return found.join(", ");
}

/** The object inside a shape, if there is one: of an array its items, of several possibilities the one with fields. */
function inner(schema) {
  for (const one of options(schema)) {
    if (one.properties) return one;
    const items = one.items && inner(one.items);
    if (items) return items;
  }
  return null;
}

function row(name, isRequired, schema, description) {
  const object = inner(schema);
  const facts = [typeOf(schema), limits(schema)].filter(Boolean).join(" · ");
  return h("tr", {},
    h("td", { className: "name" }, name, isRequired ? [" ", h("b", {}, "required")] : ""),
    h("td", {},
      h("div", { className: "muted" }, facts),
      description ? h("div", {}, words(description)) : "",
      object ? fold("Fields", () => fields(object)) : ""));
}

function table(rows) {
  const head = h("tr", {}, h("th", { scope: "col" }, "Name"), h("th", { scope: "col" }, "Type and meaning"));
  return h("table", {}, h("thead", {}, head), h("tbody", {}, rows));
}

function fields(schema, marksRequired = false) {
  const required = new Set(marksRequired ? schema.required : []);
  return table(Object.entries(schema.properties ?? {}).map(([name, field]) =>
    row(name, required.has(name), field, field.description ?? resolved(field).description)));
}

const SAMPLES = [
  [/At$/, "2026-01-31T09:30:00.123Z"], [/mail$/i, "jane@example.com"], [/url$/i, "https://example.com/"],
  [/^id$|Id$/, "01HX5ZZKBKACTAV9WEVGEMMVRZ"], [/token/i, "eyJ…"],
];

/** A value of a shape, so that answers can be shown before anything was sent. */
function sample(schema, name = "") {
  const one = options(schema)[0];
  if (one.const !== undefined) return one.const;
  if (one.enum) return one.enum[0];
  switch ([one.type].flat()[0]) {
    case "object":
      return Object.fromEntries(Object.entries(one.properties ?? {}).map(([key, field]) => [key, sample(field, key)]));
    case "array": return one.items ? [sample(one.items, name)] : [];
    case "integer": case "number": return one.minimum ?? 1;
    case "boolean": return true;
    default: return SAMPLES.find(([pattern]) => pattern.test(name))?.[1] ?? "text";
  }
}

const pretty = (value) => h("pre", { tabIndex: 0 }, JSON.stringify(value, null, 2));

// ── Operations ──────────────────────────────────────────────────────────────────────────────────────────────────────

function operations() {
  return Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, path, method })));
}

function badge(operation) {
  const schemes = (operation.security ?? api.security).map((one) => Object.keys(one)[0]);
  const name = { bearerAuth: "token", apiKey: "API key" }[schemes[0]] ?? "no token needed";
  return h("span", { className: "badge" }, name);
}

function article(operation) {
  const { operationId, method, path } = operation;
  const parameters = (operation.parameters ?? []).map(resolved);
  const title = h("h3", {},
    h("span", { className: `method ${method}` }, method.toUpperCase()),
    h("a", { href: `#${operationId}`, className: "path" }, path),
    badge(operation));
  return h("article", { id: operationId, "aria-label": `${method.toUpperCase()} ${path}` }, title,
    h("p", {}, words(operation.summary)),
    parameters.length ? [h("h4", {}, "Parameters"), table(parameters.map((one) =>
      row(one.name, one.required, one.schema, place(one))))] : "",
    Object.entries(operation.requestBody?.content ?? {}).map(([type, media]) => body(type, media)),
    fold("Answers", () => answers(operation)),
    fold("Try it", () => tryIt(operation, parameters), { className: "try" }));
}

function place(parameter) {
  const where = { header: "Header. ", path: "In the path. " }[parameter.in] ?? "";
  return where + (parameter.description ?? "");
}

function body(type, media) {
  const schema = resolved(media.schema);
  return [
    h("h4", {}, "Body ", h("span", { className: "muted" }, type)),
    schema.description ? h("p", { className: "muted" }, words(schema.description)) : "",
    fields(schema, true),
    media.example ? fold("Example", () => pretty(media.example)) : "",
  ];
}

function answers(operation) {
  return Object.entries(operation.responses).flatMap(([status, reference]) => {
    const response = resolved(reference);
    const media = response.content?.["application/json"];
    const title = h("span", {}, h("b", {}, status), " ", words(response.description));
    if (!media) return [h("p", {}, title)];
    if (media.example) return [fold(title, () => pretty(media.example))];
    return [fold(title, () => [fields(resolved(media.schema)), h("h4", {}, "Example"), pretty(sample(media.schema))])];
  });
}

// ── Trying ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const token = () => byId("token").value.trim();

function setToken(value, whose) {
  byId("token").value = value;
  byId("who").textContent = value ? `Token set${whose ? `: ${whose}` : ""}.` : "No token yet.";
}

function input(parameter) {
  const isRequired = parameter.in === "path";
  const properties = { name: parameter.name, required: isRequired, placeholder: parameter.example ?? "" };
  return h("label", { title: parameter.description ?? "" }, parameter.name, " ",
    h("small", {}, isRequired ? "required" : typeOf(parameter.schema)), control(parameter.schema, properties));
}

function formInputs(schema) {
  return Object.entries(schema.properties).map(([name, field]) =>
    h("label", {}, name, " ", h("small", {}, typeOf(field)), control(field, { name: `form:${name}` })));
}

function control(schema, properties) {
  const one = options(schema)[0];
  const choices = one.type === "boolean" ? ["true", "false"] : one.enum;
  if (choices) return h("select", { name: properties.name }, ["", ...choices].map((choice) => h("option", {}, choice)));
  if (one.items?.format === "binary") return h("input", { ...properties, type: "file", multiple: true });
  return h("input", { ...properties, autocomplete: "off" });
}

function tryIt(operation, parameters) {
  const content = operation.requestBody?.content ?? {};
  const types = Object.keys(content);
  const result = h("div", { role: "status" });
  const send = h("button", {}, "Send");
  const parts = types.map((type) => type === "application/json"
    ? h("label", {}, "Body", h("textarea", { name: "json", spellcheck: false,
      value: JSON.stringify(content[type].example ?? {}, null, 2) }))
    : h("div", { className: "inputs" }, formInputs(resolved(content[type].schema))));
  const choice = h("select", { name: "type" }, types.map((type) => h("option", {}, type)));
  const show = () => parts.forEach((part, at) => { part.hidden = types[at] !== choice.value; });
  choice.addEventListener("change", show);
  show();
  const form = h("form", {},
    h("div", { className: "inputs" }, parameters.map((one) => input(one))),
    types.length > 1 ? h("label", {}, "Content type ", choice) : "",
    parts, send);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    send.disabled = true;
    await submit(operation, parameters, form, choice.value, result);
    send.disabled = false;
  });
  return [form, result];
}

/** Where a path is: the document's server may be relative to the document itself. */
function locate(path) {
  return new URL(api.servers[0].url.replace(/\/$/, "") + path, address);
}

function requestOf(operation, parameters, form, type) {
  let path = operation.path;
  const query = new URLSearchParams();
  const headers = {};
  for (const parameter of parameters) {
    const value = form.elements.namedItem(parameter.name).value.trim();
    if (parameter.in === "path") path = path.replace(`{${parameter.name}}`, encodeURIComponent(value));
    else if (value && parameter.in === "header") headers[parameter.name] = value;
    else if (value) {
      const several = parameter.schema.type === "array" && parameter.explode !== false;
      for (const one of several ? value.split(/\s*,\s*/) : [value]) query.append(parameter.name, one);
    }
  }
  const scheme = Object.keys((operation.security ?? api.security)[0] ?? {})[0];
  if (scheme === "bearerAuth" && token()) headers.Authorization = `Bearer ${token()}`;
  if (scheme === "apiKey" && byId("api-key").value) headers["X-API-Key"] = byId("api-key").value.trim();
  const url = locate(path);
  url.search = query;
  const request = { url, method: operation.method.toUpperCase(), headers };
  if (type === "application/json") {
    headers["Content-Type"] = type;
    request.body = form.elements.namedItem("json").value;
  } else if (type) {
    request.body = formData(form);
  }
  return request;
}

function formData(form) {
  const data = new FormData();
  for (const element of form.elements) {
    if (!element.name?.startsWith("form:")) continue;
    const name = element.name.slice(5);
    if (element.type === "file") for (const file of element.files) data.append(name, file);
    else if (element.value) data.append(name, element.value);
  }
  return data;
}

/** The same request for a terminal; secrets stay out of it, a line like this is made to be passed on. */
function curl({ url, method, headers, body: content }) {
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const lines = [`curl ${method === "GET" ? "" : `-X ${method} `}${quoted(url.href)}`];
  for (const [name, value] of Object.entries(headers)) {
    if (name === "Authorization") lines.push('-H "Authorization: Bearer $TOKEN"');
    else if (name === "X-API-Key") lines.push('-H "X-API-Key: $API_KEY"');
    else lines.push(`-H ${quoted(`${name}: ${value}`)}`);
  }
  if (content instanceof FormData) {
    for (const [name, value] of content) lines.push(`-F ${quoted(`${name}=${value instanceof File ? `@${value.name}` : value}`)}`);
  } else if (content !== undefined) lines.push(`-d ${quoted(content)}`);
  return lines.join(" \\\n  ");
}

async function submit(operation, parameters, form, type, result) {
  const request = requestOf(operation, parameters, form, type);
  result.replaceChildren(h("p", { className: "muted" }, "Sending …"));
  const began = performance.now();
  try {
    const response = await fetch(request.url, request);
    const text = await response.text();
    result.replaceChildren(...shown(response, text, performance.now() - began), ...curlOf(request));
  } catch (error) {
    result.replaceChildren(h("p", { className: "status failed" }, `No answer: ${error.message}`), ...curlOf(request));
  }
}

function curlOf(request) {
  const line = curl(request);
  const copy = h("button", { type: "button" }, "Copy");
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(line);
    copy.textContent = "Copied";
  });
  return [h("h4", {}, "The same with curl ", copy), h("pre", { tabIndex: 0 }, line)];
}

function shown(response, text, milliseconds) {
  let value;
  try { value = JSON.parse(text); } catch { /* not JSON: shown as it is */ }
  const headers = [...response.headers].map(([name, content]) => `${name}: ${content}`).join("\n");
  const line = h("p", {}, h("span", { className: `status ${response.ok ? "ok" : "failed"}` },
    `${response.status} ${response.statusText}`), ` in ${Math.round(milliseconds)} ms`);
  return [line, value === undefined ? h("pre", { tabIndex: 0 }, text) : pretty(value), tokenButton(value),
    h("details", {}, h("summary", {}, "Headers"), h("pre", { tabIndex: 0 }, headers))].filter(Boolean);
}

function tokenButton(value) {
  if (typeof value?.token !== "string") return null;
  const button = h("button", { type: "button" }, "Use this token");
  button.addEventListener("click", () => {
    setToken(value.token, value.user?.role ?? "visitor");
    button.textContent = "In use";
  });
  return button;
}

async function logIn(event) {
  event.preventDefault();
  const form = event.target;
  try {
    const response = await fetch(locate("/api/auth/login"), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(Object.fromEntries(new FormData(form))),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.statusMessage);
    setToken(answer.token, `${answer.user.name}, ${answer.user.role}`);
    form.elements.namedItem("password").value = "";
  } catch (error) {
    byId("who").textContent = `Not logged in: ${error.message}`;
  }
}

// ── The page ────────────────────────────────────────────────────────────────────────────────────────────────────────

function group(tag, members) {
  return h("section", { className: "group" }, h("h2", {}, tag.name), prose(tag.description), members.map(article));
}

/** A path that wraps between its segments, not within them. */
function breakable(path) {
  return path.split(/(?=\/)/).flatMap((segment) => [h("wbr"), segment]);
}

function indexOf(tag, members) {
  const items = members.map(({ operationId, method, path, summary }) => {
    const item = h("li", {}, h("a", { href: `#${operationId}`, title: summary },
      h("span", { className: `method ${method}` }, method.toUpperCase()), h("span", {}, breakable(path.replace("/api", "")))));
    item.dataset.words = [tag.name, method, path, summary].join(" ").toLowerCase();
    return item;
  });
  return h("div", {}, h("h2", {}, tag.name), h("ul", {}, items));
}

/** Every word that was typed has to be somewhere in an endpoint's method, path, heading or summary. */
function search() {
  const terms = byId("search").value.toLowerCase().split(/\s+/);
  let count = 0;
  for (const block of byId("index").children) {
    const items = [...block.querySelectorAll("li")];
    for (const item of items) item.hidden = !terms.every((term) => item.dataset.words.includes(term));
    const left = items.filter((item) => !item.hidden).length;
    block.hidden = !left;
    count += left;
  }
  byId("found").textContent = count === 1 ? "1 endpoint" : `${count} endpoints`;
}

/** Scrolls the list of endpoints alone: scrollIntoView would move the page, too, where the list stands above it. */
function keepInView(link) {
  const list = link.offsetParent;
  const at = link.offsetTop - list.scrollTop;
  if (at < 0 || at > list.clientHeight - link.offsetHeight) list.scrollTop = link.offsetTop - list.clientHeight / 2;
}

function followScrolling() {
  const links = new Map([...byId("index").querySelectorAll("a")].map((link) => [link.hash.slice(1), link]));
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      byId("index").querySelector("[aria-current]")?.removeAttribute("aria-current");
      const link = links.get(target.id);
      link?.setAttribute("aria-current", "location");
      if (link) keepInView(link);
    }
  }, { rootMargin: "-10% 0px -75% 0px" });
  document.querySelectorAll("article").forEach((one) => observer.observe(one));
}

function listen() {
  byId("login").addEventListener("submit", logIn);
  byId("token").addEventListener("input", () => setToken(token()));
  byId("search").addEventListener("input", search);
  byId("search").addEventListener("keydown", (event) => {
    if (event.key === "Enter") byId("index").querySelector("div:not([hidden]) li:not([hidden]) a")?.click();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.matches("input, textarea, select")) return;
    event.preventDefault();
    byId("search").focus();
  });
}

async function start() {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  api = await response.json();
  byId("version").textContent = `version ${api.info.version}`;
  byId("intro").append(...prose(api.info.description));
  const all = operations();
  const sections = api.tags.map((tag) => [tag, all.filter((one) => one.tags.includes(tag.name))]);
  byId("index").append(...sections.map(([tag, members]) => indexOf(tag, members)));
  byId("operations").replaceChildren(...sections.map(([tag, members]) => group(tag, members)));
  listen();
  followScrolling();
  // The address may have named an endpoint before there were any.
  if (location.hash) byId(location.hash.slice(1))?.scrollIntoView();
}

start().catch((error) => {
  byId("loading").textContent = `The document could not be loaded: ${error.message}`;
});
