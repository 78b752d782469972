// The whole way in a real browser, in Chinese: reception, engineer on the phone, supervisor; then it is reopened.
import assert from "node:assert/strict";
import { DESK, PHONE, picture, signIn } from "../world.mjs";

export const title = "登记 → 评估 → 方案 → 派单 → 手机上诊断、处理、签字 → 审阅 → 归档 → 重开";

/** Opens a step of the ticket page, fills its form, sends it, and waits for the result. */
async function step(page, name, fill = async () => {}) {
  const main = page.locator(".steps").getByRole("button", { name, exact: true }).first();
  if (!(await main.isVisible().catch(() => false))) {
    await page.getByRole("button", { name: "全部操作" }).click();
    await page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
  } else {
    await main.click();
  }
  const dialog = page.getByRole("dialog", { name });
  if (await dialog.waitFor({ timeout: 3000 }).then(() => true, () => false)) {
    await fill(dialog);
    await dialog.getByRole("button", { name, exact: true }).click();
    await dialog.waitFor({ state: "hidden" });
  }
}

const pick = async (dialog, label, choice) => dialog.getByLabel(label).first().selectOption({ label: choice });
const words = (dialog) => async (label, text) => dialog.getByLabel(label, { exact: false }).first().fill(text);

export default async function story({ world, chrome }) {
  // a unit in warranty whose engineer is the demo's engineer
  const { serial, branch } = await freeUnit(world);
  assert.ok(serial, `the demo has a unit of ${branch} in warranty`);

  const reception = await signIn(chrome, world, "reception", DESK);
  await reception.goto(`${world.address}/tickets/new`);
  const form = reception.locator("main");
  await form.getByLabel("机号").first().fill(serial);
  await reception.getByRole("option", { name: new RegExp(serial) }).first().click();
  await form.getByText("免费服务").first().waitFor();
  await form.getByLabel("问题描述").fill("排气温度高停机，面板显示 E01，今早开机后发生");
  await reception.getByText("将作出的承诺").waitFor();
  await picture(reception, "new-request");
  await form.getByRole("button", { name: "登记", exact: true }).click();
  await reception.waitForURL(/\/tickets\/[0-9a-f-]{36}/);
  const address = reception.url();
  await reception.getByText("免费服务").first().waitFor();
  await step(reception, "确认需求", async (d) => words(d)("故障情况", "排气温度 112℃ 停机，E01"));

  const engineerDesk = await signIn(chrome, world, "supervisor", DESK);
  await engineerDesk.goto(address);
  await step(engineerDesk, "评估诊断", async (d) => {
    await words(d)("初步原因", "温控阀卡滞");
    await words(d)("建议措施", "更换温控阀，清洗冷却器");
  });
  await step(engineerDesk, "制定方案", async (d) => words(d)("处理措施", "更换温控阀并清洗冷却器"));
  await step(engineerDesk, "告知客户方案", async (d) => words(d)("告知内容", "原因是温控阀卡滞，更换即可，约两小时，免费"));
  await step(engineerDesk, "派单", async (d) => {
    const people = d.getByLabel("工程师");
    const options = await people.locator("option").allTextContents();
    const mine = options.find((o) => o.includes(world.engineer));
    assert.ok(mine, `${world.engineer} in ${options.join(", ")}`);
    await people.selectOption({ label: mine });
    await d.getByLabel("客户已同意该时间").check();
  });
  await picture(engineerDesk, "ticket");

  const phone = await signIn(chrome, world, "engineer", PHONE, { hasTouch: true, isMobile: true });
  await phone.goto(`${world.address}/jobs`);
  await phone.locator("main h1").first().waitFor();
  await phone.getByText(new RegExp(serial)).first().waitFor();
  await picture(phone, "phone-jobs");
  await phone.goto(address);
  await step(phone, "行前联系", async () => {});
  await step(phone, "到场");
  await step(phone, "记录故障原因", async (d) => {
    await pick(d, "原因类别", "制造");
    await d.getByRole("textbox", { name: "故障原因" }).fill("温控阀弹簧疲劳，阀芯卡滞");
  });
  await step(phone, "记录处理内容", async (d) => {
    await pick(d, "处理方式", "维修");
    await words(d)("用时", "90");
    await d.getByRole("textbox", { name: "处理内容" }).fill("更换温控阀，清洗冷却器，试机 30 分钟正常");
  });
  await picture(phone, "phone");
  await step(phone, "完工", async (d) => {
    await pick(d, "本次上门结果", "已解决");
    await pick(d, "功能测试", "通过");
    await d.getByLabel("配件已核对齐全").check();
    await words(d)("处理结果", "排气温度 85℃，运行正常");
  });
  await step(phone, "客户签字", async (d) => {
    await words(d)("签字人", "王工");
    const pad = d.locator("canvas");
    await pad.scrollIntoViewIfNeeded();
    const box = await pad.boundingBox();
    await phone.mouse.move(box.x + 30, box.y + 40);
    await phone.mouse.down();
    for (const [x, y] of [[60, 20], [90, 70], [130, 30], [180, 60]]) await phone.mouse.move(box.x + x, box.y + y, { steps: 4 });
    await phone.mouse.up();
    await picture(phone, "phone-signature");
  });
  await step(phone, "上交需求表");

  await engineerDesk.reload();
  await step(engineerDesk, "主管审阅");
  await step(engineerDesk, "归档");
  await engineerDesk.getByText("只读").first().waitFor();
  await picture(engineerDesk, "archived");

  await reception.reload();
  await step(reception, "重开", async (d) => words(d)("理由", "客户来电：又停机了"));
  await reception.getByText("第 1 次重开").first().waitFor();
  await reception.getByText(/还剩/).first().waitFor();
  await picture(reception, "reopened");
  for (const page of [reception, engineerDesk, phone]) assert.deepEqual(page.errors, []);
}

/** Looks the demo's data over through the API: the engineer's branch, and a unit there that is under warranty. */
async function freeUnit(world) {
  const api = async (path, token, body) => {
    const headers = { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) };
    const answer = await fetch(`${world.address}/api/v1${path}`, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body) });
    assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.clone().text()}`);
    return answer.json();
  };
  const login = (account) => api("/auth/login", null, { account, password: world.password });
  const engineer = await login("engineer");
  world.engineer = engineer.user.name;
  const token = (await login("reception")).access_token;
  const branch = engineer.user.roles[0].branch_id;
  for (let cursor = ""; ; ) {
    const page = await api(`/units?limit=100${cursor}`, token);
    for (const unit of page.items.filter((u) => u.serial && u.customer_id && u.verification === "verified")) {
      const preview = await api("/tickets/registration-preview", token, { request_type: "repair", product: { serial: unit.serial } });
      const free = preview.charge?.charge_class === "free" && preview.duplicates.length === 0 && preview.customer;
      if (free && preview.branch_id === branch && preview.mode === "on_site") return { serial: unit.serial, branch };
    }
    if (!page.next_cursor) return { branch };
    cursor = `&cursor=${page.next_cursor}`;
  }
}
