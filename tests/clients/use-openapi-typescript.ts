// A day's work with types by openapi-typescript: what has a default may be left out of a body.
import createClient from "openapi-fetch";
import type { components, paths } from "./generated/schema.js";
import { environment, same } from "./environment.js";

type Schemas = components["schemas"];

const { API_URL, TOKEN, CONVERSATION } = environment();
const client = createClient<paths>({ baseUrl: API_URL, headers: { Authorization: `Bearer ${TOKEN}` } });

const key: Schemas["ApiKeyBody"] = { name: "Website" };
const made = await client.POST("/api/tenant/api-keys", { body: key });
same(made.data?.apiKey.status, "ACTIVE");

const schedule: Schemas["ReportScheduleBody"] = { recipients: ["boss@example.com"] };
const ordered = await client.PUT("/api/tenant/report-schedule", { body: schedule });
same(ordered.data?.reportSchedule.weekly, false);

const wrong = await client.POST("/api/tenant/api-keys", { body: { name: "" } });
same(wrong.error?.statusCode, 400);

const listed = await client.GET("/api/tenant/conversations", { params: { query: { status: ["ACTIVE", "WAITING"], limit: 5 } } });
same(listed.data?.conversations[0]?.id, CONVERSATION);
