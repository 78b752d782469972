// Turns one browser app (`node tools/web-bundle/bundle.mjs desk`) into frontend/dist/<app>:
//   index.html, assets/* with the hash of their content in the name, each also compressed (.gz, .br).
// Does nothing when no source changed since the last run. `--dev` skips the slow size optimisation.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import zlib from "node:zlib";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const frontend = path.join(root, "frontend");
const app = process.argv[2] ?? "desk";
const dev = process.argv.includes("--dev");
const features = process.argv.filter((flag) => flag.startsWith("--features="));
const dist = path.join(frontend, "dist", app);
const work = path.join(frontend, "dist", `.${app}-work`);
const bin = (name) => path.join(frontend, "node_modules", ".bin", name);
// what every browser of the last years knows; `--all-features` would use what none knows yet
const FEATURES = ["bulk-memory", "bulk-memory-opt", "multivalue", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext"].map((name) => `--enable-${name}`);
const say = (text) => process.stderr.write(`web: ${text}\n`);

function run(command, args, options = {}) {
  execFileSync(command, args, { cwd: frontend, stdio: ["ignore", 2, 2], ...options });
}

function* files(place) {
  if (!fs.existsSync(place)) return;
  if (fs.statSync(place).isFile()) return yield place;
  for (const entry of fs.readdirSync(place, { withFileTypes: true })) {
    if (["target", "node_modules", "dist"].includes(entry.name)) continue;
    yield* files(path.join(place, entry.name));
  }
}

/** One hash over everything that the app is made of. */
function stamp() {
  const hash = createHash("sha256").update(dev ? "dev" : "release").update(features.join());
  const places = ["frontend", "crates/domain", "crates/contract", "tools/web-bundle", "Cargo.lock", "Cargo.toml"];
  for (const file of places.flatMap((place) => [...files(path.join(root, place))]).sort()) {
    hash.update(path.relative(root, file)).update("\0").update(fs.readFileSync(file));
  }
  return hash.digest("hex");
}

/** Writes `content` as assets/<name>-<hash>.<extension> and answers its URL. */
function asset(name, extension, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
  const file = `${name}-${hash}.${extension}`;
  fs.writeFileSync(path.join(work, "out/assets", file), content);
  return `/assets/${file}`;
}

/** JavaScript of `entry` with everything it imports, as one module. */
function script(name, entry, options = []) {
  const out = path.join(work, `${name}.bundled.js`);
  run(bin("esbuild"), [entry, "--bundle", "--format=esm", "--minify", "--target=es2022", "--charset=utf8",
    "--legal-comments=none", "--log-level=warning", "--log-override:duplicate-object-key=silent", `--outfile=${out}`, ...options]);
  return asset(name, "js", fs.readFileSync(out));
}

/** The app's first file and the parts that its pages ask for; `parts.js` then knows where they lie. */
function wasm() {
  const profile = dev ? "dev" : "wasm-release";
  const target = process.env.CARGO_TARGET_DIR ?? path.join(frontend, "target");
  run("cargo", ["rustc", "--locked", "-p", app, "--bin", app, "--target", "wasm32-unknown-unknown", "--profile", profile, ...features,
    // cutting the app into parts needs to know what refers to what
    "--", "-C", "link-arg=--emit-relocs"],
    // types of views are erased: the finished desk compiles in a third of the time and is a third of the size
    { env: { ...process.env, CARGO_TARGET_DIR: target, RUSTFLAGS: `${process.env.RUSTFLAGS ?? ""} --cfg erase_components`.trim() } });
  const compiled = path.join(target, "wasm32-unknown-unknown", dev ? "debug" : profile, `${app}.wasm`);
  const tools = process.env.WEB_BUNDLE_TARGET_DIR ?? path.join(root, "target");
  run("cargo", ["build", "--locked", "-p", "web-bundle"], { cwd: root, env: { ...process.env, CARGO_TARGET_DIR: tools } });
  const bound = path.join(work, "bind");
  run(path.join(tools, "debug/web-bundle"), [compiled, bound, app]);
  const written = (name) => {
    const file = path.join(bound, name);
    if (!dev) {
      run(process.execPath, [bin("wasm-opt"), file, "-Oz", ...FEATURES, "-o", `${file}.opt`]);
      fs.renameSync(`${file}.opt`, file);
    }
    return asset(name.replace(/_bg\.wasm$|\.wasm$/, ""), "wasm", fs.readFileSync(file));
  };
  const first = written(`${app}_bg.wasm`);
  const loader = path.join(bound, "parts.js");
  const parts = [];
  fs.writeFileSync(loader, fs.readFileSync(loader, "utf8").replace(/"\.\/([^"/]+\.wasm)"/g, (_, name) => {
    parts.push(written(name));
    return JSON.stringify(parts.at(-1));
  }));
  return { first, parts };
}

/** The symbols of the icons that the sources name (`Icon::PenLine` is kit/icons/pen-line.svg). */
function sprite() {
  const used = new Set();
  for (const file of [...files(path.join(frontend, app, "src")), ...files(path.join(frontend, "kit/src"))]) {
    if (!file.endsWith(".rs")) continue;
    for (const [, name] of fs.readFileSync(file, "utf8").matchAll(/\bIcon::([A-Z]\w*)/g)) used.add(name);
  }
  const symbols = fs.readdirSync(path.join(frontend, "kit/icons")).filter((f) => f.endsWith(".svg")).flatMap((file) => {
    const name = path.basename(file, ".svg");
    const variant = name.split("-").map((part) => part[0].toUpperCase() + part.slice(1)).join("");
    if (!used.has(variant)) return [];
    const drawing = fs.readFileSync(path.join(frontend, "kit/icons", file), "utf8").replace(/^<svg[^>]*>|<\/svg>\s*$/g, "");
    return [`<symbol id="i-${name}" viewBox="0 0 24 24">${drawing}</symbol>`];
  });
  return `<svg class="sprite" aria-hidden="true">${symbols.join("")}</svg>`;
}

function styles() {
  const out = path.join(work, `${app}.css`);
  run(bin("tailwindcss"), ["-i", path.join(frontend, app, "styles/main.css"), "-o", out, ...(dev ? [] : ["--minify"])],
    { stdio: ["ignore", "ignore", "pipe"] });
  return asset(app, "css", fs.readFileSync(out));
}

function page() {
  const { first, parts } = wasm();
  const lazy = { chart: script("chart", "kit/web/chart.js"), signature: script("signature", "kit/web/signature.js") };
  const boot = path.join(work, "boot.js");
  fs.writeFileSync(boot, `import init from "./bind/${app}.js";
import { start } from ${JSON.stringify(path.join(frontend, "kit/web/boot.js"))};
start(init, ${JSON.stringify(first)}, ${JSON.stringify(lazy)}, ${JSON.stringify(parts)});
`);
  const values = {
    early: script("early", "kit/web/early.js", ["--format=iife"]),
    boot: script("boot", boot),
    wasm: first,
    css: styles(),
    sprite: sprite(),
    favicon: asset("favicon", "svg", fs.readFileSync(path.join(frontend, "kit/web/favicon.svg"))),
  };
  const html = fs.readFileSync(path.join(frontend, app, "index.html"), "utf8")
    .replace(/\{\{(\w+)\}\}/g, (whole, name) => {
      if (!(name in values)) throw new Error(`index.html asks for an unknown ${whole}`);
      return values[name];
    });
  fs.writeFileSync(path.join(work, "out/index.html"), html);
}

function compress() {
  for (const file of files(path.join(work, "out"))) {
    const content = fs.readFileSync(file);
    const brotli = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: dev ? 4 : 11,
      [zlib.constants.BROTLI_PARAM_SIZE_HINT]: content.length } };
    fs.writeFileSync(`${file}.gz`, zlib.gzipSync(content, { level: dev ? 4 : 9 }));
    fs.writeFileSync(`${file}.br`, zlib.brotliCompressSync(content, brotli));
    if (/\.(wasm|js|css)$/.test(file)) {
      const size = (suffix) => `${(fs.statSync(file + suffix).size / 1024).toFixed(1)} KB`;
      say(`${path.basename(file)}: ${size("")}, gzip ${size(".gz")}, brotli ${size(".br")}`);
    }
  }
}

const now = stamp();
const stampFile = path.join(frontend, "dist", `.${app}.stamp`);
if (fs.existsSync(path.join(dist, "index.html")) && fs.existsSync(stampFile) && fs.readFileSync(stampFile, "utf8") === now) {
  process.exit(0);
}
say(`building ${app}`);
fs.rmSync(work, { recursive: true, force: true });
fs.mkdirSync(path.join(work, "out/assets"), { recursive: true });
page();
compress();
fs.rmSync(dist, { recursive: true, force: true });
fs.renameSync(path.join(work, "out"), dist);
fs.rmSync(work, { recursive: true, force: true });
fs.writeFileSync(stampFile, now);
