// Joins the sources into one file for each host, notebook or page: npm ci && npm run join.
// The file's first line holds checksums of its sources and of its body, so that a test can tell whether it is current
// without running this script.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const HOSTS = { widget: "esm", page: "iife" };
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

process.chdir(import.meta.dirname);
const sources = readdirSync(".").filter((name) => /\.(js|css)$/.test(name)).sort();
const made = sha256(sources.map((name) => readFileSync(name, "utf8")).join(""));
for (const [host, format] of Object.entries(HOSTS)) {
  const options = { bundle: true, format, target: "es2021", loader: { ".css": "text" }, write: false };
  const { text } = (await build({ ...options, entryPoints: [`${host}.js`] })).outputFiles[0];
  const head = `// Joined by join.mjs: sources ${made}, body ${sha256(text)}`;
  writeFileSync(`joined/${host}.js`, `${head}\n${text}`);
}
