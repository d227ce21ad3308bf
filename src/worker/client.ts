/** The screen's end of the worker: typed requests, one promise each; an overtaken `solve` is never sent. */
import type { ReplyMessage, RequestName, Requests } from './protocol.ts';

interface Waiting {
  readonly resolve: (output: never) => void;
  readonly reject: (error: Error) => void;
}

declare global {
  interface Window {
    /** A worker that the page started before its own script (scripts/vite/early-engine.ts), until somebody takes it. */
    hoplabEngine?: Worker | undefined;
  }
}

function startWorker(): Worker {
  const { hoplabEngine: early } = window;
  window.hoplabEngine = undefined;
  return early ?? new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name: 'engine' });
}

export class EngineClient {
  private readonly worker = startWorker();
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;

  constructor() {
    this.worker.addEventListener('message', (event: MessageEvent<ReplyMessage>) => {
      const reply = event.data;
      const waiting = this.waiting.get(reply.id);
      this.waiting.delete(reply.id);
      if (reply.ok) waiting?.resolve(reply.output as never);
      else waiting?.reject(new Error(reply.error));
    });
    this.worker.addEventListener('error', (event) => {
      for (const w of this.waiting.values()) w.reject(new Error(event.message || 'the engine stopped'));
      this.waiting.clear();
    });
  }

  request<N extends RequestName>(name: N, input: Requests[N]['in']): Promise<Requests[N]['out']> {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, name, input });
    });
  }
}
