// A server on a throw-away database, and browsers that look at it.
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = path.dirname(fileURLToPath(import.meta.url));
export const root = path.resolve(here, "../..");
export const pictures = process.env.AFTERCARE_PICTURES ?? path.join(here, "screenshots");
const START_MS = 120_000;

function executable() {
  const known = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const found = known.find((file) => file && fs.existsSync(file));
  if (!found) throw new Error("no Chromium: sudo apt-get install -y chromium");
  return found;
}

/** Starts the server with demo data; answers its address and how to stop it. */
export async function start(folder = fs.mkdtempSync(path.join(os.tmpdir(), "aftercare-browser-"))) {
  const target = process.env.CARGO_TARGET_DIR ?? path.join(root, "target");
  const binary = process.env.AFTERCARE_BINARY ?? path.join(target, "debug/aftercare");
  const args = ["serve", "--listen", "127.0.0.1:0", "--data", folder, "--database", `sqlite://${folder}/aftercare.db`];
  const server = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const address = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the server did not start:\n${said}`)), START_MS);
    const read = (chunk) => {
      said += chunk;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (found && /password \S+:/.test(said)) {
        clearTimeout(timer);
        resolve(found[0]);
      }
    };
    server.stdout.on("data", read);
    server.stderr.on("data", (chunk) => (said += chunk));
    server.on("exit", (code) => reject(new Error(`the server ended with ${code}:\n${said}`)));
  });
  const password = /password (\S+):/.exec(said)?.[1];
  const stop = async () => {
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGINT");
    const code = await ended;
    fs.rmSync(folder, { recursive: true, force: true });
    return code;
  };
  /** As when the power fails: nothing is tidied up. */
  const kill = async () => {
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGKILL");
    await ended;
  };
  return { address, password, folder, stop, kill, said: () => said };
}

export async function browser() {
  return chromium.launch({
    executablePath: executable(),
    args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", ...(process.env.CHROMIUM_FLAGS?.split(" ") ?? [])],
  });
}

export const DESK = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** A signed-in page in Chinese; whatever the page logs as an error fails the scenario. */
export async function signIn(chrome, world, account, viewport = DESK, options = {}) {
  const context = await chrome.newContext({ viewport, locale: "zh-CN", timezoneId: "Asia/Shanghai", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    // a refused command is part of the story; everything else is a fault
    const refused = /status of (4\d\d)/.test(message.text());
    if (message.type() === "error" && !refused) errors.push(message.text());
  });
  page.errors = errors;
  await page.goto(world.address);
  await page.getByLabel("账号").fill(account);
  await page.getByLabel("密码", { exact: true }).fill(world.password);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await page.getByLabel("账号").waitFor({ state: "detached" });
  await page.locator("main h1").first().waitFor();
  return page;
}

/** Keeps a picture of the page, for people to look at. */
export async function picture(page, name) {
  fs.mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: path.join(pictures, `${name}.png`), animations: "disabled" });
}
