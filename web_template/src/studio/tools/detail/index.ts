// How finely the photo is painted: size, strokes, and which networks.

import type { StudioContext, Tool, ToolView } from "../../tool";
import { listenToNetworks } from "./networks";
import { listenToSize } from "./size";
import { listenToStrokes } from "./strokes";

export const tool: Tool = {
  mount(_panel: HTMLElement, context: StudioContext): ToolView {
    listenToSize(context);
    listenToStrokes(context);
    listenToNetworks(context);
    return {};
  },
};
