// Builds what the browser gets beside the hand-written CSS: bundles, icon sprite, fonts, licences.
// Everything goes to a folder beside dist/ first and is swapped in at the end, so that a failed
// build never leaves half an output behind.
import { build } from "esbuild";
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const modules = path.join(here, "node_modules");
const dist = path.resolve(here, "../src/stammkunde/foundation/static/stammkunde/dist");
const out = `${dist}.new`;

const ICONS = "@tabler/icons";
const FONT = "@fontsource-variable/inter";
const FONT_SUBSETS = ["latin-ext", "latin"];

async function bundles() {
  const result = await build({
    absWorkingDir: here,
    entryPoints: ["js/app.js"],
    outdir: out,
    bundle: true,
    splitting: true,
    format: "esm",
    target: ["es2022", "safari16.4"],
    minify: true,
    metafile: true,
    entryNames: "[name]",
    chunkNames: "chunks/[name]-[hash]",
    legalComments: "none", // THIRD-PARTY.txt carries the licences
    logLevel: "warning",
  });
  return Object.keys(result.metafile.inputs).map(packageOf).filter(Boolean);
}

// "node_modules/@scope/name/file.js" -> "@scope/name"; our own files -> undefined
function packageOf(input) {
  const rest = input.split("node_modules/").pop();
  if (rest === input) return undefined;
  return rest.split("/").slice(0, rest.startsWith("@") ? 2 : 1).join("/");
}

async function icons() {
  const names = JSON.parse(await readFile(path.join(here, "icons.json"), "utf8"));
  const missing = [];
  const symbols = [];
  for (const name of [...new Set(names)].sort()) {
    const file = path.join(modules, ICONS, "icons/outline", `${name}.svg`);
    if (!existsSync(file)) {
      missing.push(name);
      continue;
    }
    const svg = await readFile(file, "utf8");
    const shapes = svg
      .slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"))
      .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "")
      .replace(/>\s+</g, "><")
      .trim();
    symbols.push(
      `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" ` +
        `stroke-linecap="round" stroke-linejoin="round">${shapes}</symbol>`,
    );
  }
  if (missing.length) throw new Error(`icons.json names icons that do not exist: ${missing.join(", ")}`);
  await writeFile(
    path.join(out, "icons.svg"),
    `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`,
  );
  return symbols.length;
}

async function fonts() {
  const ranges = JSON.parse(await readFile(path.join(modules, FONT, "unicode.json"), "utf8"));
  await mkdir(path.join(out, "fonts"), { recursive: true });
  const faces = [];
  for (const subset of FONT_SUBSETS) {
    const file = `inter-${subset}-wght-normal.woff2`;
    await cp(path.join(modules, FONT, "files", file), path.join(out, "fonts", file));
    faces.push(
      `@font-face { font-family: "Inter"; font-style: normal; font-display: swap; ` +
        `font-weight: 100 900; src: url("fonts/${file}") format("woff2"); ` +
        `unicode-range: ${ranges[subset]} }`,
    );
  }
  await writeFile(path.join(out, "fonts.css"), `${faces.join("\n")}\n`);
}

async function thirdParty(names) {
  const parts = [];
  for (const name of [...new Set(names)].sort()) {
    const folder = path.join(modules, name);
    const { version, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((entry) => /^(licen[sc]e|copying)/i.test(entry));
    if (!file) throw new Error(`${name} is shipped but brings no licence text`);
    const text = (await readFile(path.join(folder, file), "utf8")).trim();
    parts.push(`${name} ${version} (${license})\n\n${text}\n`);
  }
  await writeFile(
    path.join(out, "THIRD-PARTY.txt"),
    `Software, icons and fonts of others in this folder\n\n${parts.join(`\n${"-".repeat(72)}\n\n`)}`,
  );
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const bundled = await bundles();
const count = await icons();
await fonts();
await thirdParty([...bundled, ICONS, FONT]);
await rm(dist, { recursive: true, force: true });
await rename(out, dist);
console.log(`dist/: app.js, ${count} icons, ${FONT_SUBSETS.length} fonts, THIRD-PARTY.txt`);
