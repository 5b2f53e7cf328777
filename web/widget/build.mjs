// Builds web/dist/widget.js, web/dist/chat/ and web/dist/demo/. The build is reproducible, which CI checks.
import { build, transform } from "esbuild";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
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

const { outputFiles } = await build({
  absWorkingDir: here,
  entryPoints: ["src/main.ts"],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  charset: "utf8",
  legalComments: "none",
  write: false,
  plugins: [stylesheet],
});
const script = Buffer.from(`/* Connextlive widget, Apache-2.0 */\n${outputFiles[0].text}`);
const zipped = gzipSync(script, { level: 9 }).length;
if (zipped > LIMIT) {
  throw new Error(`widget.js has ${zipped} bytes gzipped; ${LIMIT} are allowed`);
}
mkdirSync(dist, { recursive: true });
writeFileSync(join(dist, "widget.js"), script);
for (const page of ["chat", "demo"]) {
  rmSync(join(dist, page), { recursive: true, force: true });
  cpSync(join(here, "..", page), join(dist, page), { recursive: true });
}
console.log(`web/dist/widget.js: ${script.length} bytes, ${zipped} gzipped`);
