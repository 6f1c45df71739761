// Looks for graphics cards in a worker of its own: a browser that has to start to draw first keeps
// whoever asks waiting for seconds.

import { hardwareBackends } from "../../shared/graphics";

hardwareBackends().then((found) => self.postMessage(found));
