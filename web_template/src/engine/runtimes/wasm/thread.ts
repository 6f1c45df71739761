import { obey } from "./thread-pool";

self.onmessage = ({ data }) => obey(data, () => self.postMessage("ready"));
