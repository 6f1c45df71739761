import { parentPort } from "node:worker_threads";
import { runCommands } from "./thread-pool";

parentPort?.once("message", (setup) => runCommands(setup, () => parentPort?.postMessage("ready")));
