// Builds web/dist/widget.js, its parts in web/dist/widget/assets/, web/dist/chat/, web/dist/rating/
// and web/dist/demo/. The build is
// reproducible, which CI checks.
import { build, transform } from "esbuild";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "../dist");
const LIMIT = 26 * 1024; // bytes of the gzipped script

const stylesheet = {
  name: "stylesheet",
  setup(builder) {
    builder.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(readFileSync(path, "utf8"), { loader: "css", minify: true, target: "es2020" });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

// A part uses these modules of the script that loads it (src/parts.ts).
const shared = {
  name: "shared",
  setup(builder) {
    builder.onResolve({ filter: /^\.\.\/(dom|http|retry)$/ }, ({ path }) => ({ path: basename(path), namespace: "shared" }));
    builder.onLoad({ filter: /.*/, namespace: "shared" }, ({ path }) => ({
      contents: `module.exports = document.currentScript.shared.${path}`,
    }));
  },
};

async function bundled(entry, options) {
  const { outputFiles } = await build({
    absWorkingDir: here,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2020",
    charset: "utf8",
    legalComments: "none",
    write: false,
    ...options,
  });
  return Buffer.from(`/* Connextlive widget, Apache-2.0 */\n${outputFiles[0].text}`);
}

// Names of emoji are Unicode's, under its license (shared/emoji/LICENSE).
function data(source) {
  const exported = JSON.stringify(JSON.parse(readFileSync(join(here, source), "utf8")));
  return Buffer.from(`/* Unicode-3.0 */\ndocument.currentScript.exported=${exported};\n`);
}

rmSync(join(dist, "widget"), { recursive: true, force: true });
mkdirSync(join(dist, "widget/assets"), { recursive: true });
const sources = readdirSync(join(here, "src/parts")).filter((file) => file.endsWith(".ts")).map((file) => [basename(file, ".ts"), `src/parts/${file}`]);
const names = readdirSync(join(here, "../shared/emoji")).filter((file) => file.endsWith(".json"));
sources.push(...names.map((file) => [`emoji-${basename(file, ".json")}`, `../shared/emoji/${file}`]));
const parts = {};
for (const [name, source] of sources.sort()) {
  // In a function, because the page's scripts share their names.
  const code = source.endsWith(".json") ? data(source) : await bundled(source, {
    globalName: "part",
    banner: { js: "(()=>{" },
    footer: { js: "document.currentScript.exported=part})();" },
    plugins: [shared, stylesheet],
  });
  parts[name] = `widget/assets/${name}-${createHash("sha256").update(code).digest("hex").slice(0, 8)}.js`;
  writeFileSync(join(dist, parts[name]), code);
}
const script = await bundled("src/main.ts", { define: { PARTS: JSON.stringify(parts) }, plugins: [stylesheet] });
const zipped = gzipSync(script, { level: 9 }).length;
if (zipped > LIMIT) {
  throw new Error(`widget.js has ${zipped} bytes gzipped; ${LIMIT} are allowed`);
}
mkdirSync(dist, { recursive: true });
writeFileSync(join(dist, "widget.js"), script);
for (const page of ["chat", "demo", "rating"]) {
  rmSync(join(dist, page), { recursive: true, force: true });
  cpSync(join(here, "..", page), join(dist, page), { recursive: true });
}
console.log(`web/dist/widget.js: ${script.length} bytes, ${zipped} gzipped`);
