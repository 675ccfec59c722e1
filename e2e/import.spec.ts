import AxeBuilder from "@axe-core/playwright";
import { ADMINISTRATOR, expect, RESEARCHER, signIn, test } from "@/e2e/people";

const ROWS = [
  ["c1", "Pt", "It hurts when I breathe, doctor."],
  ["c1", "Dr", "Since when?"],
  ["c1", "Pt", "Since Monday. 😀 مرحبا"],
  ["c1", "Dr", "Thank you, that is all."],
  ["c2", "Pt", 'She said "it is nothing",\nbut it is.'],
  ["c2", "Dr", "Any fever?"],
  ["c2", "Pt", ""],
  ["c3", "Pt", "Hello"],
  ["c3", "", "who says this?"],
];
const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
const TABLE = `consult;who;said\r\n${ROWS.map((row) => row.map(cell).join(";")).join("\r\n")}\r\n`;

test("a table is uploaded, mapped, checked and imported; its problems are a list; the next file is read the same way", async ({
  page,
  baseURL,
  consoleErrors,
}) => {
  await signIn(page, ADMINISTRATOR);
  const made = await page.request.post("/api/projects", {
    data: { name: "Tables of consultations" },
    headers: { origin: baseURL ?? "" },
  });
  const project = `/projects/${((await made.json()) as { id: string }).id}`;
  await page.goto(`${project}/trajectories`);
  const upload = (name: string, text: string) =>
    page
      .locator('input[type="file"]')
      .first()
      .setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
  const choose = async (label: string, option: string) => {
    await page.getByRole("combobox", { name: label, exact: true }).click();
    await page.getByRole("option", { name: option, exact: true }).click();
  };

  await test.step("the columns are not known by these names: the person says which is which", async () => {
    await upload("clinic.csv", TABLE);
    await expect(page.getByRole("heading", { name: "clinic.csv" })).toBeVisible();
    await page.getByRole("combobox", { name: "What the files hold" }).click();
    await page.getByRole("option", { name: /A table, one message a row/ }).click();
    await choose("Dialogue id", "consult");
    await choose("Role", "who");
    await choose("Words", "said");
    await choose("Who is Pt", "Client");
    await choose("Who is Dr", "Expert");
    await expect(page.getByRole("article", { name: "c1" })).toContainText("Since Monday. 😀 مرحبا");
  });

  await test.step("checked: counts and problems, and nothing is written", async () => {
    await page.getByRole("button", { name: "Check the files" }).click();
    await expect(page.getByRole("button", { name: "Import 2 dialogues" })).toBeVisible({ timeout: 30_000 });
    const { violations } = await new AxeBuilder({ page })
      .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
      .analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: /Download all 2 problems/ }).click(),
    ]);
    let list = "";
    for await (const chunk of await download.createReadStream()) list += chunk;
    expect(list.split("\r\n")[0]).toBe("file,line,column,reason,excerpt");
    expect(list).toContain('"clinic.csv","11"');
    const overview = await (await page.request.get(`/api${project}/overview`)).json();
    expect(overview.trajectories).toBe(0);
  });

  await test.step("imported", async () => {
    await page.getByRole("button", { name: "Import 2 dialogues" }).click();
    await expect(page.getByText(/clinic\.csv: 2 consultations added/)).toBeVisible({ timeout: 30_000 });
    const { imports } = await (await page.request.get(`/api${project}/imports`)).json();
    expect(imports[0]).toMatchObject({ state: "finished", trajectories: 2, messages: 7, refusedCount: 2 });
  });

  await test.step("a second file of the kind needs no mapping", async () => {
    await page.getByRole("button", { name: "Import", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog
      .locator('input[type="file"]')
      .first()
      .setInputFiles({ name: "more.csv", mimeType: "text/csv", buffer: Buffer.from(TABLE.replaceAll("c1", "d1")) });
    await expect(page.getByText("Read as this project read such files last.")).toBeVisible();
    await page.getByRole("button", { name: "Check the files" }).click();
    await expect(page.getByRole("button", { name: "Import 1 dialogue" })).toBeVisible({ timeout: 30_000 });
    await page.getByRole("button", { name: "Discard" }).click();
    await expect(page.getByRole("heading", { name: "more.csv" })).toBeHidden();
  });

  await test.step("in Chinese the reasons and refusals of the server are Chinese", async () => {
    const url = new URL(baseURL ?? "");
    await page.context().addCookies([{ name: "language", value: "zh-CN", domain: url.hostname, path: "/" }]);
    await page.goto(`${project}/trajectories`);
    await page.locator("summary", { hasText: "2 行被拒绝" }).click();
    await expect(page.getByText("此对话未导入：第 11 行无法读取。")).toBeVisible();
    await expect(page.getByText('此行的角色是 ""；请说明它代表谁：来访者、专家或无人。')).toBeVisible();
    await page.goto("/projects/new");
    await page.getByRole("textbox").fill("Tables of consultations");
    await page.getByRole("button", { name: "创建项目" }).click();
    await expect(page.getByText("已有名为“Tables of consultations”的项目。请换一个名称。")).toBeVisible();
    // The refusal itself.
    expect(consoleErrors.splice(0).filter((text) => !text.includes("409"))).toEqual([]);
  });
});

test("an upload that broke off goes on with the same file after the page was opened again", async ({
  page,
  baseURL,
}) => {
  await signIn(page, RESEARCHER);
  await page.goto("/");
  await page.waitForURL(/\/projects\//);
  const [, project = ""] = /(\/projects\/[^/]+)/.exec(page.url()) ?? [];
  const line = (id: string) =>
    JSON.stringify({
      session_id: id,
      messages: [
        { role: "user", content: "Hello" },
        { role: "assistant", content: "Yes?" },
      ],
    });
  const bytes = Buffer.from(`${line("resumed 1")}\n${line("resumed 2")}\n`);
  const id = crypto.randomUUID();
  const headers = { origin: baseURL ?? "" };
  const made = await page.request.post(`/api${project}/imports/drafts`, {
    data: { id, files: [{ name: "half.jsonl", bytes: bytes.length }] },
    headers,
  });
  expect(made.status(), await made.text()).toBe(200);
  const half = await page.request.put(`/api${project}/imports/drafts/${id}/files/0?offset=0`, {
    data: bytes.subarray(0, 40),
    headers: { ...headers, "content-type": "application/octet-stream" },
  });
  expect(await half.json()).toEqual({ received: 40 });

  await page.goto(`${project}/trajectories`);
  await expect(page.getByText(/have arrived and are kept/)).toBeVisible();
  await page
    .locator('input[type="file"]')
    .first()
    .setInputFiles({ name: "half.jsonl", mimeType: "application/json", buffer: bytes });
  await page.getByRole("button", { name: "Import 2 dialogues" }).click({ timeout: 30_000 });
  await expect(page.getByText(/half\.jsonl: 2 consultations added/)).toBeVisible({ timeout: 30_000 });
});
