// How finely the photo is painted: size, strokes, faces, and which networks.

import type { StudioContext, Tool, ToolView } from "../../tool";
import { listenToFaces } from "./faces";
import { listenToNetworks } from "./networks";
import { listenToSize } from "./size";
import { listenToStrokes } from "./strokes";

export const tool: Tool = {
  mount(panel: HTMLElement, context: StudioContext): ToolView {
    listenToSize(panel, context);
    listenToStrokes(context);
    listenToFaces(context);
    listenToNetworks(context);
    return {};
  },
};
