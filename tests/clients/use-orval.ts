// The same with a client by orval.
import { environment, same } from "./environment.js";
import { tenantApiKeysCreate, tenantConversationsGet, tenantConversationsList } from "./generated/orval.js";

const { TOKEN, CONVERSATION } = environment();
const as = { headers: { Authorization: `Bearer ${TOKEN}` } };

const made = await tenantApiKeysCreate({ name: "Website" }, as);
same(made.status === 200 && made.data.apiKey.status, "ACTIVE");

const listed = await tenantConversationsList({ status: ["ACTIVE", "WAITING"], limit: 5 }, as);
same(listed.status === 200 && listed.data.conversations[0]?.id, CONVERSATION);

const found = await tenantConversationsGet(CONVERSATION, as);
same(found.status === 200 && found.data.conversation.visitor.userName, "Vera Visitor");
