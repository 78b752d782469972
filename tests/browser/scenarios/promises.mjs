// A promise is moved in front of everybody: extended with its proof, urged, answered.
import assert from "node:assert/strict";
import { DESK, PHONE, picture, signIn } from "../world.mjs";

export const title = "延期：原期限与新期限并列，客户告知留痕；催办 → 答复；内部原因不能暂停";

/** Opens a step of the ticket page from the list of all steps. */
async function open(page, name) {
  await page.getByRole("button", { name: "全部操作" }).click();
  await page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
  const dialog = page.getByRole("dialog", { name });
  await dialog.waitFor();
  return dialog;
}

async function send(dialog, name) {
  await dialog.getByRole("button", { name, exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
}

export default async function promises({ world, chrome }) {
  const id = await register(world);
  const supervisor = await signIn(chrome, world, "supervisor", DESK);
  await supervisor.goto(`${world.address}/tickets/${id}`);

  // a reason inside the house: the pause leads to the extension, which knows the reason already
  const pause = await open(supervisor, "暂停等待");
  await pause.getByLabel("等待原因").selectOption({ label: "等待备件" });
  await pause.getByText("这是本方原因").waitFor();
  await pause.getByRole("button", { name: "延期", exact: true }).click();
  const extend = supervisor.getByRole("dialog", { name: "延期" });
  await extend.getByLabel("延期原因").waitFor();
  assert.equal(await extend.getByLabel("延期原因").inputValue(), "waiting_parts");
  await extend.getByLabel("延期的时限").selectOption({ label: (await extend.getByLabel("延期的时限").locator("option").allTextContents()).find((line) => line.startsWith("解决")) });
  await extend.getByRole("button", { name: "+3 天" }).click();
  await extend.getByLabel("情况说明").fill("主板缺货，供应商后天发货");
  const proposed = await extend.getByLabel("告知客户的内容").inputValue();
  assert.match(proposed, /因等待备件需要延期，预计 \d{4}-\d\d-\d\d/);
  await picture(supervisor, "extend");
  await send(extend, "延期");
  const clocks = supervisor.locator(".ticket-side");
  await clocks.getByText("原期限").waitFor();
  await supervisor.locator(".told-list").getByText(proposed).waitFor();
  await supervisor.locator(".timeline").getByText(/把“解决”延期至/).first().waitFor();

  const reception = await signIn(chrome, world, "reception", PHONE, { hasTouch: true, isMobile: true });
  await reception.goto(`${world.address}/tickets/${id}`);
  const urge = await open(reception, "催办");
  await urge.getByLabel("催办内容").fill("客户来电询问备件何时到");
  await send(urge, "催办");
  await reception.locator(".pending").getByText("客户来电询问备件何时到").waitFor();
  await picture(reception, "urged-phone");

  // the supervisor's page hears of it without a reload
  const banner = supervisor.locator(".pending").filter({ hasText: "客户来电询问备件何时到" });
  await banner.getByRole("button", { name: "答复催办" }).click();
  const answer = supervisor.getByRole("dialog", { name: "答复催办" });
  await answer.getByText("客户来电询问备件何时到").first().waitFor();
  await answer.getByRole("textbox").fill("备件后天到货，到货当天上门");
  await send(answer, "答复催办");
  await banner.waitFor({ state: "detached" });
  await supervisor.locator(".record").getByText("备件后天到货，到货当天上门").waitFor();
  await picture(supervisor, "promises");
  for (const page of [supervisor, reception]) assert.deepEqual(page.errors, []);
}

/** A repair of a customer whom the demo does not know, at the supervisor's branch. */
async function register(world) {
  const api = async (path, token, body) => {
    const headers = { "content-type": "application/json", "idempotency-key": crypto.randomUUID(), ...(token ? { authorization: `Bearer ${token}` } : {}) };
    const answer = await fetch(`${world.address}/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.clone().text()}`);
    return answer.json();
  };
  const login = (account) => api("/auth/login", null, { account, password: world.password });
  const branch = (await login("engineer")).user.roles[0].branch_id;
  const ticket = await api("/tickets", (await login("reception")).access_token, {
    request_type: "repair", mode: "on_site", channel: "phone", severity: "3", impact: "runs", description: "控制器黑屏，无法启动",
    branch_id: branch, customer: { name: "上海申远机械", contact_name: "陈工", phone: "13900001111", address: "上海市浦东新区张江路 1 号" },
    product: { model: "KY-55" },
  });
  return ticket.id;
}
