// Orders to the service worker, and its answers.

import type { FromServiceWorker, ToServiceWorker } from "../../service-worker/messages";

/**
 * Milliseconds after which a worker that does not answer is asked again: browsers may have ended it,
 * with the order, and one that is asked is given more time.
 */
const AGAIN = 20_000;

/** Milliseconds after which no answer comes any more. */
const PATIENCE = 90_000;

/** Gives a worker an order, each of which may come twice, and waits for the answer. */
export function ask(worker: ServiceWorker, order: ToServiceWorker): Promise<FromServiceWorker> {
  const ports: MessagePort[] = [];
  return new Promise((resolve, reject) => {
    const end = () => {
      clearInterval(asking);
      clearTimeout(patience);
      for (const port of ports) port.close();
    };
    const answer = (done: FromServiceWorker) => {
      end();
      resolve(done);
    };
    const send = () => {
      const { port1, port2 } = new MessageChannel();
      ports.push(port1);
      port1.addEventListener("message", ({ data }) => answer(data));
      port1.start();
      try {
        worker.postMessage(order, [port2]);
      } catch (error) {
        // Some browsers refuse to speak to a worker that was replaced.
        end();
        reject(error);
      }
    };
    const asking = setInterval(send, AGAIN);
    const patience = setTimeout(() => answer("no-file"), PATIENCE);
    send();
  });
}
