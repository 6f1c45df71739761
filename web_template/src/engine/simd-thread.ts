import { obey } from "./simd-team";

self.onmessage = ({ data }) => obey(data, () => self.postMessage("ready"));
