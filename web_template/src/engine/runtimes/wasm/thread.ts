import { runCommands } from "./thread-pool";

self.onmessage = ({ data }) => runCommands(data, () => self.postMessage("ready"));
