// How finely the photo is painted: size, strokes, and which networks.

import type { StudioContext, Tool, ToolView } from "../../tool";
import { listenToNetworks } from "./networks";
import { listenToSize } from "./size";
import { listenToStroke } from "./stroke";

export const tool: Tool = {
  mount(_panel: HTMLElement, context: StudioContext): ToolView {
    listenToSize(context);
    listenToStroke(context);
    listenToNetworks(context);
    return {};
  },
};
