// Looks for graphics cards in a worker of its own: a browser that has to start
// its graphics process first takes seconds to answer.

import { hardwareBackends } from "../../shared/graphics";

hardwareBackends().then((found) => self.postMessage(found));
