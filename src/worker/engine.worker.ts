/** The engine behind messages: one request, one reply. */
import { createHandlers } from './handlers.ts';
import type { ReplyMessage, RequestMessage } from './protocol.ts';

const handlers = createHandlers(() => performance.now());

self.addEventListener('message', (event: MessageEvent<RequestMessage>) => {
  const { id, name, input } = event.data;
  let reply: ReplyMessage;
  try {
    reply = { id, ok: true, output: (handlers[name] as (input: unknown) => unknown)(input) };
  } catch (error) {
    reply = { id, ok: false, error: error instanceof Error ? error.message : String(error) };
  }
  self.postMessage(reply);
});
