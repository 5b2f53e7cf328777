#!/usr/bin/env bash
# AWS Lambda Powertools for TypeScript 2.35.0: a handler for a POST gets another file than was sent: of the first four
# bytes of a PNG, 89504e47, request.arrayBuffer() gives efbfbd504e47, and so does a file in request.formData().
# Guessed: the bytes as they were sent, since API Gateway sends a body that is not text in Base64, and says so in
# isBase64Encoded. So does hono 4.13.19 with its adapter for Lambda.
# The body is decoded from Base64, then taken for UTF-8 and made a request of, so each byte that is no UTF-8 becomes
# U+FFFD, without an error. That responses with a PDF were damaged likewise is known (#5698).
# Fails if that is no longer so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts @aws-lambda-powertools/event-handler@2.35.0 hono@4.13.19
cat >upload.mjs <<'JAVASCRIPT'
import { Router } from '@aws-lambda-powertools/event-handler/http';
import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';

function post(path, type, body) {
	const http = { method: 'POST', path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'curl' };
	const place = { accountId: '123456789012', apiId: 'abcdef1234', domainName: 'api.example.com', domainPrefix: 'api' };
	const time = { time: '27/Nov/2026:10:00:00 +0000', timeEpoch: 1795773600000 };
	const route = { routeKey: '$default', stage: '$default', requestId: 'Vw9HfH6zliAEPfw=' };
	return {
		version: '2.0',
		routeKey: '$default',
		rawPath: path,
		rawQueryString: '',
		headers: { host: 'api.example.com', 'content-type': type },
		requestContext: { http, ...place, ...time, ...route },
		body: body.toString('base64'),
		isBase64Encoded: true,
	};
}

const png = Buffer.from('89504e47', 'hex');
const name = 'Content-Disposition: form-data; name="file"; filename="a.png"';
const head = ['--part', name, 'Content-Type: image/png', '', ''];
const form = Buffer.concat([Buffer.from(head.join('\r\n')), png, Buffer.from('\r\n--part--\r\n')]);
const events = [post('/file', 'image/png', png), post('/form', 'multipart/form-data; boundary=part', form)];

const asFile = async (request) => Buffer.from(await request.arrayBuffer()).toString('hex');
const asForm = async (request) => asFile((await request.formData()).get('file'));

const router = new Router();
router.post('/file', async ({ req }) => new Response(await asFile(req)));
router.post('/form', async ({ req }) => new Response(await asForm(req)));
const hono = new Hono();
hono.post('/file', async (c) => c.text(await asFile(c.req.raw)));
hono.post('/form', async (c) => c.text(await asForm(c.req.raw)));

for (const handler of [(event) => router.resolve(event, {}), handle(hono)]) {
	const answers = await Promise.all(events.map(async (event) => (await handler(event)).body));
	console.log(answers.join(' '));
}
JAVASCRIPT
seen=$(node upload.mjs)
printf 'seen, and by hono:\n%s\n' "$seen"
[ "$seen" = "efbfbd504e47 efbfbd504e47
89504e47 89504e47" ]
