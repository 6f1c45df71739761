// The engine in a worker of its own, where it keeps nobody waiting.

import { prefetch } from "./backends";
import type { ToWorker } from "./protocol";
import { Service } from "./serve";

const service = new Service((message, transfer) => self.postMessage(message, { transfer }));

self.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => service.receive(data));

// The code that most browsers paint with need not wait until the page asks for it.
prefetch("auto");
