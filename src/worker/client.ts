/** The screen's end of the worker: typed requests, one promise each; an overtaken `solve` is never sent. */
import type { ReplyMessage, RequestName, Requests } from './protocol.ts';

interface Waiting {
  readonly resolve: (output: never) => void;
  readonly reject: (error: Error) => void;
}

export class EngineClient {
  private readonly worker = new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name: 'engine' });
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
