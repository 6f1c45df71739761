// Which photo is painted in which style: samples, files, the clipboard, the camera, the web.

import type { StudioContext, Tool, ToolView } from "../../tool";
import { listenForAddresses } from "./address";
import { listenForCamera } from "./camera";
import { Choices } from "./choices";
import { listenForClipboard } from "./clipboard";
import { CropTool } from "./crop-tool";
import { OwnPreviews } from "./own-previews";
import { surprise } from "./surprise";

export const tool: Tool = {
  mount(panel: HTMLElement, context: StudioContext): ToolView {
    new Choices(panel, "photo", context);
    new Choices(panel, "style", context);
    new OwnPreviews(panel, context);
    listenForAddresses(panel, context);
    listenForClipboard(panel, context);
    listenForCamera(panel, context);
    new CropTool(context);
    panel.querySelector("#stylize-surprise")?.addEventListener("click", () => surprise(context));
    return {};
  },
};
