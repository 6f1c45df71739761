// The engine in a worker of its own, where it does not block the page.

import type { ToWorker } from "../shared/protocol";
import { prefetch } from "./backends/backends";
import { Service } from "./service";

const service = new Service((message, transfer) => self.postMessage(message, { transfer }));

self.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => service.receive(data));

// The code that most browsers paint with need not wait until the page asks for it.
prefetch("auto");
